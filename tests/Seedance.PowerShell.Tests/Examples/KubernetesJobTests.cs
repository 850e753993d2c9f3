using k8s;
using k8s.Models;

namespace Seedance.PowerShell.Tests.Examples;

/// <summary>Reads the Job of the examples as strictly as a cluster and checks its settings.</summary>
public sealed class KubernetesJobTests
{
    private static readonly IReadOnlyList<object> Documents =
        KubernetesYaml.LoadAllFromString(
            File.ReadAllText(Path.Combine(ExampleScriptTests.Folder, "kubernetes-job.yaml")), strict: true);

    private static readonly V1Job Job = Assert.Single(Documents.OfType<V1Job>());

    private static readonly V1Container Container = Assert.Single(Job.Spec.Template.Spec.Containers);

    [Fact]
    public void A_field_that_is_not_in_the_schema_is_an_error() =>
        Assert.ThrowsAny<Exception>(
            () => KubernetesYaml.Deserialize<V1Job>(
                "apiVersion: batch/v1\nkind: Job\nspec:\n  completionsMode: Indexed\n", strict: true));

    [Fact]
    public void Each_pod_gets_its_index_and_the_number_of_shards()
    {
        Assert.Equal("Indexed", Job.Spec.CompletionMode);
        Assert.Equal($"{Job.Spec.Completions}", Container.Env.Single(e => e.Name == "SHARD_COUNT").Value);
        Assert.InRange(Job.Spec.Parallelism!.Value, 1, Job.Spec.Completions!.Value);
    }

    [Fact]
    public void Exit_codes_have_the_same_meaning_for_the_Job_and_the_script()
    {
        var actions = Job.Spec.PodFailurePolicy.Rules.Where(r => r.OnExitCodes is not null)
            .ToDictionary(r => Assert.Single(r.OnExitCodes.Values), r => r.Action);

        Assert.Equal(new Dictionary<int, string> { [1] = "FailIndex", [3] = "FailJob" }, actions);
        // Rules for exit codes and attempts per index require both settings.
        Assert.Equal("Never", Job.Spec.Template.Spec.RestartPolicy);
        Assert.True(Job.Spec.BackoffLimitPerIndex > 0);
    }

    [Fact]
    public void The_key_is_a_secret_and_the_pod_has_minimal_rights()
    {
        var key = Container.Env.Single(e => e.Name == "SEEDANCE_API_KEY");

        Assert.Null(key.Value);
        Assert.NotNull(key.ValueFrom.SecretKeyRef);
        Assert.True(Job.Spec.Template.Spec.SecurityContext.RunAsNonRoot);
        Assert.False(Container.SecurityContext.AllowPrivilegeEscalation);
    }

    [Fact]
    public void The_Job_runs_a_script_of_this_folder_in_the_PowerShell_image()
    {
        Assert.StartsWith("mcr.microsoft.com/powershell:", Container.Image, StringComparison.Ordinal);
        string[] arguments = [.. Container.Command, .. Container.Args];
        var script = arguments[Array.IndexOf(arguments, "-File") + 1];
        Assert.True(File.Exists(Path.Combine(ExampleScriptTests.Folder, Path.GetFileName(script))), script);
        Assert.Empty(UnknownArguments(script, arguments));
        var mounts = Container.VolumeMounts.ToDictionary(m => m.Name, m => m.MountPath);
        Assert.Equal(mounts.Keys.Order(), Job.Spec.Template.Spec.Volumes.Select(v => v.Name).Order());
        Assert.All(
            arguments.Where(w => w.StartsWith('/')),
            path => Assert.Contains(mounts.Values, mount => path.StartsWith(mount + "/", StringComparison.Ordinal)));
        var claims = Documents.OfType<V1PersistentVolumeClaim>().Select(c => c.Metadata.Name);
        var volume = Job.Spec.Template.Spec.Volumes.Single(v => v.PersistentVolumeClaim is not null);
        Assert.Contains(volume.PersistentVolumeClaim.ClaimName, claims);
    }

    // The arguments without a matching parameter of the script.
    private static IEnumerable<string> UnknownArguments(string script, string[] arguments) =>
        arguments.SkipWhile(w => w != script).Where(w => w.StartsWith('-')).Select(w => w[1..])
            .Except(ExampleScriptTests.ParametersOf(Path.GetFileName(script)));
}
