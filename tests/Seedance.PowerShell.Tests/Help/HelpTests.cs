using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Seedance.PowerShell.Tests.Help;

/// <summary>Compares the help with the cmdlets; a failure lists each difference.</summary>
public sealed partial class HelpTests(HelpFixture fixture) : IClassFixture<HelpFixture>
{
    private const string Pages = "https://github.com/seedance-powershell/seedance-powershell/blob/main/";
    private const int FewestExamples = 4;

    private static readonly HashSet<string> AddedByPowerShell =
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters.Except(["WhatIf", "Confirm"])];

    internal static string Repository { get; } = Path.GetFullPath("../..", Path.GetDirectoryName(Engine.ModulePath)!);

    public static TheoryData<string> Names => HelpFixture.Names;

    [Fact]
    public void Every_cmdlet_of_the_module_has_a_page() =>
        Assert.Equal(
            fixture.Cmdlets.Select(c => $"{c.Name}.md").Order(),
            Directory.GetFiles(Folder("docs/help"), "*-*.md")
                .Select(f => Path.GetFileName(f)).Where(f => f != "shared-parameters.md").Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_have_the_types_aliases_defaults_and_values_of_the_code(string name)
    {
        var cmdlet = fixture.Cmdlets.Single(c => c.Name == name);
        var instance = Activator.CreateInstance(cmdlet.ImplementingType)!;
        var expected = OwnParameters(cmdlet).Select(p => Line(
            p.Name, TypeName(p.ParameterType), p.Aliases.Count == 0 ? "none" : string.Join(", ", p.Aliases),
            DefaultOf(instance, p.Name),
            string.Join(", ", p.Attributes.OfType<ValidateSetAttribute>().SelectMany(a => a.ValidValues))));
        var actual = HelpFixture.At(Help(name), "parameters", "parameter").Select(p => Line(
            Text(p, "name"), Text(p, "type", "name"), Text(p, "aliases"), Text(p, "defaultValue"),
            string.Join(", ", HelpFixture.At(p, "parameterValueGroup", "parameterValue").Select(v => $"{v}"))));

        AssertSame(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_syntax_has_the_parameter_sets_of_the_code(string name)
    {
        var cmdlet = fixture.Cmdlets.Single(c => c.Name == name);
        var expected = cmdlet.ParameterSets.OrderByDescending(s => s.IsDefault)
            .SelectMany((set, number) => set.Parameters
            .Where(p => !AddedByPowerShell.Contains(p.Name))
            .Select(p => Line(
                $"{number}", p.Name, $"{p.IsMandatory}", p.Position == int.MinValue ? "named" : $"{p.Position}",
                PipelineText(p.ValueFromPipeline, p.ValueFromPipelineByPropertyName))));
        var actual = HelpFixture.At(Help(name), "syntax", "syntaxItem")
            .SelectMany((item, number) => HelpFixture.At(item, "parameter")
            .Select(p => Line(
                $"{number}", Text(p, "name"), Text(p, "required"), Text(p, "position"), Text(p, "pipelineInput"))));

        AssertSame(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_is_described(string name)
    {
        var cmdlet = fixture.Cmdlets.Single(c => c.Name == name);
        var descriptions = HelpFixture.At(Help(name), "parameters", "parameter")
            .ToDictionary(p => Text(p, "name"), p => Text(p, "description"));

        AssertNone(OwnParameters(cmdlet).Where(p => descriptions.GetValueOrDefault(p.Name, "").Length == 0)
            .Select(p => $"docs/help/{name}.md (or shared-parameters.md) has no section '### -{p.Name}'"));
        Assert.All(OwnParameters(cmdlet), p => Assert.All(
            p.Attributes.OfType<ValidateRangeAttribute>(),
            range => Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"From {range.MinRange} to {range.MaxRange}."),
            descriptions[p.Name], StringComparison.Ordinal)));
    }

    [Fact]
    public void No_page_describes_a_parameter_that_no_longer_exists()
    {
        var faults =
            from file in Directory.GetFiles(Folder("docs/help"), "*.md")
            let cmdlet = fixture.Cmdlets.FirstOrDefault(c => c.Name == Path.GetFileNameWithoutExtension(file))
            let known = (cmdlet is null ? fixture.Cmdlets : [cmdlet]).SelectMany(c => c.Parameters.Keys).ToHashSet()
            from heading in File.ReadLines(file)
            where heading.StartsWith("### -", StringComparison.Ordinal) && !known.Contains(heading[5..])
            select $"{Path.GetFileName(file)}: {heading}";

        AssertNone(faults);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Examples_show_existing_commands_with_their_output(string name)
    {
        var examples = HelpFixture.At(Help(name), "examples", "example");

        Assert.True(examples.Count >= FewestExamples, $"{name} has {examples.Count} examples");
        foreach (var lines in examples.Select(e => Text(e, "code").Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var commands = lines.Where(l => l.StartsWith("PS> ", StringComparison.Ordinal));
            var output = lines.Where(l => !l.StartsWith("PS> ", StringComparison.Ordinal));
            Assert.NotEmpty(commands);
            Assert.NotEmpty(output);
            AssertNone(commands.SelectMany(c => CommandsInHelp.Faults(c[4..], fixture.Cmdlets)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inputs_and_outputs_are_those_of_the_code(string name)
    {
        var cmdlet = fixture.Cmdlets.Single(c => c.Name == name);
        var parameters = cmdlet.ParameterSets.SelectMany(s => s.Parameters)
            .Where(p => !AddedByPowerShell.Contains(p.Name)).ToArray();
        var inputs = parameters.Where(p => p.ValueFromPipeline)
            .Select(p => (p.ParameterType.GetElementType() ?? p.ParameterType).FullName!)
            .Concat(parameters.Where(p => p.ValueFromPipelineByPropertyName).Select(_ => typeof(PSObject).FullName!))
            .Distinct();

        AssertSame(inputs, HelpFixture.At(Help(name), "inputTypes", "inputType").Select(t => Text(t, "type", "name")));
        AssertSame(
            cmdlet.OutputType.Select(t => t.Name),
            HelpFixture.At(Help(name), "returnValues", "returnValue").Select(t => Text(t, "type", "name")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_has_all_its_parts_and_valid_links(string name)
    {
        var links = HelpFixture.At(Help(name), "relatedLinks", "navigationLink");

        Assert.NotEqual("", Text(Help(name), "Synopsis"));
        Assert.NotEqual("", Text(Help(name), "description"));
        Assert.NotEqual("", Text(Help(name), "alertSet", "alert"));
        Assert.Equal($"{Pages}docs/help/{name}.md", Text(links[0], "uri"));
        Assert.All(
            fixture.Cmdlets.Select(c => c.Name).Except([name]),
            other => Assert.Contains(links, l => Text(l, "linkText") == other));
        Assert.All(
            links.Select(l => Text(l, "uri")).Where(u => u.Length > 0),
            uri => Assert.True(File.Exists(Folder(uri[Pages.Length..])), uri));
    }

    [Fact]
    public void About_Seedance_is_found_and_its_commands_exist()
    {
        var about = Assert.IsType<string>(Assert.Single(fixture.Run("Get-Help about_Seedance").Output).BaseObject);

        string[] chapters =
            ["THE JOB", "THE KEY", "POLLING", "NAMING", "RESUMING", "UNATTENDED", "AT SCALE", "EXAMPLES"];
        Assert.All(
            chapters,
            chapter => Assert.Contains($"\n{chapter}\n", about.ReplaceLineEndings("\n"), StringComparison.Ordinal));
        var commands = about.Split('\n').Where(l => Command().IsMatch(l))
            .Select(l => l.Trim().Replace("...", "$tasks", StringComparison.Ordinal)).ToArray();
        Assert.True(commands.Length >= 6, $"{commands.Length} commands");
        AssertNone(commands.SelectMany(c => CommandsInHelp.Faults(c, fixture.Cmdlets)));
        // Windows PowerShell reads a help file without a byte order mark in the code page of the system.
        Assert.All(
            File.ReadLines(Path.Combine(Path.GetDirectoryName(Engine.ModulePath)!, "en-US", "about_Seedance.help.txt")),
            line => Assert.True(line.Length <= 140 && line.All(char.IsAscii), line));
    }

    // An indented line with a command of this module, and not a list of names.
    [GeneratedRegex(@"^ {8}.*-Seedance\w+ ([-$]|\|)|^ {8}.*\| \w+-Seedance")]
    private static partial Regex Command();

    private PSObject Help(string name) => fixture.Help[name];

    private static string Text(PSObject help, params string[] path) => HelpFixture.TextAt(help, path);

    private static string Folder(string path) => Path.Combine(Repository, path);

    private static IEnumerable<ParameterMetadata> OwnParameters(CmdletInfo cmdlet) =>
        cmdlet.Parameters.Values.Where(p => !AddedByPowerShell.Contains(p.Name));

    private static string Line(params string[] parts) =>
        string.Join(" | ", parts.Select(p => p is "True" or "False" ? p.ToLowerInvariant() : p));

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static string DefaultOf(object cmdlet, string parameter) =>
        cmdlet.GetType().GetProperty(parameter)?.GetValue(cmdlet) switch
        {
            // WhatIf and Confirm belong to PowerShell.
            null => parameter is "WhatIf" or "Confirm" ? "False" : "None",
            string { Length: 0 } or 0 or 0.0 or Array => "None",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string PipelineText(bool byValue, bool byName) =>
        (byName, byValue) switch
        {
            (true, true) => "True (ByPropertyName, ByValue)",
            (true, false) => "True (ByPropertyName)",
            (false, true) => "True (ByValue)",
            _ => "False",
        };

    private static void AssertSame(IEnumerable<string> code, IEnumerable<string> help)
    {
        string[] inCode = [.. code], inHelp = [.. help];
        AssertNone([
            .. inCode.Except(inHelp).Select(line => $"missing in help: {line}"),
            .. inHelp.Except(inCode).Select(line => $"only in help: {line}"),
        ]);
    }

    // The failure lists all faults, one per line.
    private static void AssertNone(IEnumerable<string> faults)
    {
        var text = string.Join('\n', faults);
        Assert.True(text.Length == 0, text);
    }
}
