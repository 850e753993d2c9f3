using System.Management.Automation;
using System.Xml.Linq;

namespace Seedance.Help;

/// <summary>Writes help in the XML that Get-Help reads.</summary>
internal sealed class MamlWriter(Uri pages, HelpPage shared)
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Document(IEnumerable<XElement> commands) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), commands));

    public XElement CommandOf(CmdletFacts cmdlet, HelpPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Name.Split('-')[0]),
            new XElement(Command + "noun", cmdlet.Name.Split('-')[1]),
            Description(page.Text("").Paragraphs)),
        Description(page.Text("Description").Paragraphs),
        new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxOf(cmdlet, set, page))),
        new XElement(Command + "parameters", cmdlet.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => ParameterOf(p, p.Sets.Values.First(), page, forSyntax: false))),
        new XElement(Command + "inputTypes", page.Titled("Inputs").Select(e => TypeOf("inputType", e))),
        new XElement(Command + "returnValues", page.Titled("Outputs").Select(e => TypeOf("returnValue", e))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Text("Notes").Paragraphs))),
        new XElement(Command + "examples", page.Titled("Examples").Select(ExampleOf)),
        new XElement(Command + "relatedLinks",
            Link("Online version", new Uri(pages, $"{cmdlet.Name}.md").AbsoluteUri),
            page.Text("Related links").Blocks.SelectMany(b => HelpPage.Link().Matches(b.Text))
                .Select(m => Link(m.Groups[1].Value, Resolve(m.Groups[2].Value)))));

    private XElement SyntaxOf(CmdletFacts cmdlet, string set, HelpPage page) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        from parameter in cmdlet.Parameters
        let facts = parameter.In(set)
        where facts is not null
        orderby facts.Position == int.MinValue, facts.Position, !facts.IsMandatory
        select ParameterOf(parameter, facts, page, forSyntax: true));

    private XElement ParameterOf(ParameterFacts parameter, SetFacts facts, HelpPage page, bool forSyntax)
    {
        var description = DescriptionOf(parameter, page);
        var isSwitch = parameter.Type == typeof(SwitchParameter);
        var typeName = (Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type).Name;
        return new XElement(
            Command + "parameter",
            new XAttribute("required", Lower(facts.IsMandatory)),
            new XAttribute("variableLength", Lower(parameter.IsMany)),
            new XAttribute("globbing", "false"),
            new XAttribute("pipelineInput", facts.PipelineText),
            new XAttribute("position", facts.PositionText),
            new XAttribute("aliases", parameter.Aliases.Length == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            Description(description),
            parameter.AcceptedValues.Count == 0 ? null : new XElement(
                Command + "parameterValueGroup",
                parameter.AcceptedValues.Select(v => ValueOf(v, isRequired: false, isMany: false))),
            isSwitch && forSyntax ? null : ValueOf(typeName, !isSwitch, parameter.IsMany),
            new XElement(Dev + "type", new XElement(Maml + "name", typeName), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", parameter.DefaultValue));
    }

    private IEnumerable<string> DescriptionOf(ParameterFacts parameter, HelpPage page)
    {
        var title = "-" + parameter.Name;
        var entry = page.Titled("Parameters").FirstOrDefault(e => e.Title == title)
            ?? shared.Titled("Parameters").FirstOrDefault(e => e.Title == title);
        if (entry is null) return [];
        return parameter.Range is { } range ? [.. entry.Paragraphs, range] : entry.Paragraphs;
    }

    private static XElement ValueOf(string text, bool isRequired, bool isMany) => new(
        Command + "parameterValue", new XAttribute("required", Lower(isRequired)),
        new XAttribute("variableLength", Lower(isMany)), text);

    private static XElement TypeOf(string element, HelpEntry entry) => new(
        Command + element,
        new XElement(Dev + "type", new XElement(Maml + "name", entry.Title), new XElement(Maml + "uri")),
        Description(entry.Paragraphs));

    private static XElement ExampleOf(HelpEntry example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------- Example {index + 1}: {example.Title} --------"),
        new XElement(Dev + "code", string.Join("\n\n", example.Blocks.Where(b => b.IsCode).Select(b => b.Text))),
        new XElement(Dev + "remarks", Paragraphs(example.Paragraphs)));

    private static XElement Description(IEnumerable<string> paragraphs) =>
        new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(p => new XElement(Maml + "para", p));

    private static XElement Link(string text, string uri) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", text), new XElement(Maml + "uri", uri));

    // A link to another help topic needs no URL.
    private string Resolve(string target) =>
        target.EndsWith(".help.txt", StringComparison.Ordinal) ? "" : new Uri(pages, target).AbsoluteUri;

    private static string Lower(bool value) => value ? "true" : "false";
}
