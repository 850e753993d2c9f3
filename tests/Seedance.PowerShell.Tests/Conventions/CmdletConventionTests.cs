using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Tests.Conventions;

/// <summary>The conventions of PowerShell, for every cmdlet of the assembly.</summary>
public sealed class CmdletConventionTests : IDisposable
{
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets_of_the_assembly_by_name()
    {
        var manifest = File.ReadAllText(Engine.ModulePath);
        var module = Module();

        Assert.DoesNotContain(
            manifest.Split('\n'),
            line =>
                line.Contains("ToExport", StringComparison.Ordinal) && line.Contains('*', StringComparison.Ordinal));
        Assert.All(
            ["CmdletsToExport", "FunctionsToExport", "VariablesToExport", "AliasesToExport"],
            key => Assert.Contains(key, manifest, StringComparison.Ordinal));
        Assert.Equal(
            Cmdlets().Select(c => c.ImplementingType).OrderBy(t => t.Name),
            Assembly().GetExportedTypes().Where(t => t.GetCustomAttribute<CmdletAttribute>() is not null)
                .OrderBy(t => t.Name));
        Assert.Empty(module.ExportedFunctions);
        Assert.Empty(module.ExportedVariables);
    }

    [Fact]
    public void Each_alias_of_a_cmdlet_is_exported_by_name() => Assert.Equal(
        Cmdlets().SelectMany(c => c.ImplementingType.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []).Order(),
        Module().ExportedAliases.Keys.Order());

    [Fact]
    public void Verbs_are_approved_and_nouns_are_singular_and_have_the_prefix()
    {
        var approved = typeof(VerbsCommon).Assembly.GetExportedTypes()
            .Where(
                t => t.Name.StartsWith("Verbs", StringComparison.Ordinal) && t is { IsAbstract: true, IsSealed: true })
            .SelectMany(t => t.GetFields()).Select(f => (string)f.GetRawConstantValue()!).ToHashSet();

        Assert.All(Cmdlets(), cmdlet =>
        {
            Assert.Contains(cmdlet.Verb, approved);
            Assert.StartsWith("Seedance", cmdlet.Noun, StringComparison.Ordinal);
            Assert.False(cmdlet.Noun.EndsWith('s'), $"{cmdlet.Noun} is a plural.");
            Assert.Equal($"{cmdlet.Verb}{cmdlet.Noun}Command", cmdlet.ImplementingType.Name);
            Assert.True(cmdlet.ImplementingType.IsSealed);
        });
    }

    [Fact]
    public void The_engine_has_no_warning_for_a_name() =>
        Assert.Empty(_engine.Run($"Import-Module '{Engine.ModulePath}' -Force").Warnings);

    [Fact]
    public void Each_cmdlet_declares_its_output_type() => Assert.All(Cmdlets(), cmdlet =>
    {
        var types = cmdlet.OutputType.Select(o => o.Type).ToArray();
        Assert.NotEmpty(types);
        Assert.All(
            types,
            t => Assert.True(t is not null && t != typeof(object), $"{cmdlet.Name} declares object as its output."));
    });

    [Fact]
    public void Each_parameter_set_takes_one_parameter_by_value_from_the_pipeline() => Assert.All(
        // A parameter set with a journal has no pipeline input.
        Cmdlets().SelectMany(c => c.ParameterSets.Where(s => s.Name != "Journal")),
        set => Assert.Single(set.Parameters, p => p.ValueFromPipeline));

    [Fact]
    public void One_parameter_set_is_the_default_where_there_are_several() => Assert.All(
        Cmdlets().Where(c => c.ParameterSets.Count > 1),
        cmdlet => Assert.Single(cmdlet.ParameterSets, s => s.IsDefault));

    [Fact]
    public void No_parameter_is_a_bool_and_names_are_words_in_Pascal_case() => Assert.All(OwnParameters(), pair =>
    {
        var (cmdlet, parameter) = pair;
        Assert.False(
            parameter.ParameterType == typeof(bool) || parameter.ParameterType == typeof(bool?),
            $"{cmdlet} -{parameter.Name} is a bool.");
        Assert.Matches("^([A-Z][a-z]+)+$", parameter.Name);
    });

    [Fact]
    public void Each_array_parameter_has_a_singular_name() => Assert.All(
        OwnParameters().Where(p => p.Parameter.ParameterType.IsArray),
        p => Assert.DoesNotMatch("s$", p.Parameter.Name));

    [Fact]
    public void A_parameter_has_the_same_type_and_aliases_in_each_cmdlet() => Assert.All(
        // A report accepts more types than tasks.
        OwnParameters().Where(p => p is not { Cmdlet: "Export-SeedanceReport", Parameter.Name: "InputObject" })
            .GroupBy(p => p.Parameter.Name),
        same =>
        {
            Assert.Single(same.Select(p => p.Parameter.ParameterType).Distinct());
            // The aliases of a parameter are part of its meaning.
            Assert.Single(same.Select(p => string.Join(',', p.Parameter.Aliases.Order())).Distinct());
        });

    [Fact]
    public void Only_cmdlets_that_change_the_disk_or_cost_money_support_ShouldProcess() => Assert.All(
        Cmdlets(), cmdlet => Assert.Equal(
            cmdlet.Verb is VerbsData.Save or VerbsData.Export or VerbsCommon.New,
            cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess));

    private PSModuleInfo Module() =>
        (PSModuleInfo)Assert.Single(_engine.Run("Get-Module Seedance").Output).BaseObject;

    private CmdletInfo[] Cmdlets()
    {
        CmdletInfo[] cmdlets = [.. Module().ExportedCmdlets.Values];
        Assert.NotEmpty(cmdlets);
        return cmdlets;
    }

    private Assembly Assembly() => Cmdlets()[0].ImplementingType.Assembly;

    private IEnumerable<(string Cmdlet, ParameterMetadata Parameter)> OwnParameters() =>
        from cmdlet in Cmdlets()
        from parameter in cmdlet.Parameters.Values
        where !Cmdlet.CommonParameters.Contains(parameter.Name)
            && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)
        select (cmdlet.Name, parameter);
}
