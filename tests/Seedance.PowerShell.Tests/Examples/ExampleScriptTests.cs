using System.Management.Automation.Language;
using Seedance.PowerShell.Tests.Help;

namespace Seedance.PowerShell.Tests.Examples;

/// <summary>Static checks of the scripts in examples/; the Pester tests run them.</summary>
public sealed class ExampleScriptTests(HelpFixture fixture) : IClassFixture<HelpFixture>
{
    public static string Folder { get; } = Path.Combine(HelpTests.Repository, "examples");

    public static TheoryData<string> Scripts { get; } =
        [
            .. Directory.GetFiles(Folder, "*.ps1", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/')).Order(),
        ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_uses_commands_and_parameters_that_exist(string script) =>
        Assert.Equal(
            "",
            string.Join('\n', CommandsInHelp.Faults(File.ReadAllText(Path.Combine(Folder, script)), fixture.Cmdlets)));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_has_a_synopsis_and_an_example(string script)
    {
        var help = Parse(script).GetHelpContent();

        Assert.NotNull(help?.Synopsis);
        Assert.NotEmpty(help.Examples);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_calls_only_existing_scripts_with_existing_parameters(string script)
    {
        var calls = Parse(script).FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
            .Where(c => c.CommandElements[0] is ExpandableStringExpressionAst);

        Assert.All(calls, call =>
        {
            var called = ((ExpandableStringExpressionAst)call.CommandElements[0]).Value.Replace(
                "$PSScriptRoot", Path.GetDirectoryName(script), StringComparison.Ordinal).TrimStart('/');
            var given = call.CommandElements.OfType<CommandParameterAst>().Select(p => p.ParameterName);
            Assert.Empty(given.Except([.. ParametersOf(called), "ErrorAction"]));
        });
    }

    public static IEnumerable<string> ParametersOf(string script) =>
        Parse(script).ParamBlock.Parameters.Select(p => p.Name.VariablePath.UserPath);

    private static ScriptBlockAst Parse(string script) => Parser.ParseFile(Path.Combine(Folder, script), out _, out _);
}
