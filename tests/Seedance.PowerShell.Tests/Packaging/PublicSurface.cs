using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Tests.Packaging;

/// <summary>
/// What scripts depend on, as text: cmdlets with their parameters, the properties of the types that they emit, and the
/// error ids.
/// </summary>
internal static class PublicSurface
{
    private static readonly HashSet<string> CommonParameters =
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters];

    public static string OfModule()
    {
        using var engine = new Engine();
        using var shell = engine.CreateShell("Get-Module -Name Seedance");
        var module = shell.Invoke<PSModuleInfo>().Single();
        var cmdlets = module.ExportedCmdlets.Values.OrderBy(c => c.Name, StringComparer.Ordinal).ToArray();
        var lines = new List<string>();
        foreach (var cmdlet in cmdlets) Append(lines, cmdlet);
        var client = LoadClient(cmdlets[0].ImplementingType.Assembly);
        foreach (var type in EmittedTypes(cmdlets, client)) Append(lines, type);
        lines.Add("error ids");
        var ids = Enum.GetNames(client.GetType("Seedance.Failure", throwOnError: true)!);
        lines.AddRange(ids.Order(StringComparer.Ordinal).Select(id => $"    {id}"));
        return string.Join('\n', lines) + "\n";
    }

    private static Assembly LoadClient(Assembly module) =>
        Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(module.Location)!, "Seedance.Client.dll"));

    private static void Append(List<string> lines, CmdletInfo cmdlet)
    {
        var outputs = string.Join(", ", cmdlet.OutputType.Select(o => o.Name).Order(StringComparer.Ordinal));
        lines.Add($"cmdlet {cmdlet.Name} -> {outputs}");
        foreach (var parameter in cmdlet.Parameters.Values.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (CommonParameters.Contains(parameter.Name) && parameter.Name is not ("WhatIf" or "Confirm")) continue;
            var aliases = parameter.Aliases.Count == 0 ? "" : $" ({string.Join(", ", parameter.Aliases)})";
            var sets = parameter.ParameterSets.OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => Describe(s.Key, s.Value));
            lines.Add($"    -{parameter.Name} {NameOf(parameter.ParameterType)}{aliases}{string.Concat(sets)}");
        }
    }

    // "[set: mandatory, position 0, pipeline]"; nothing where only the defaults hold.
    private static string Describe(string set, ParameterSetMetadata metadata)
    {
        string[] facts =
        [
            .. metadata.IsMandatory ? ["mandatory"] : Array.Empty<string>(),
            .. metadata.Position >= 0 ? [$"position {metadata.Position}"] : Array.Empty<string>(),
            .. metadata.ValueFromPipeline ? ["pipeline"] : Array.Empty<string>(),
            .. metadata.ValueFromPipelineByPropertyName ? ["property"] : Array.Empty<string>(),
        ];
        if (facts.Length == 0 && set == ParameterAttribute.AllParameterSets) return "";
        var name = set == ParameterAttribute.AllParameterSets ? "all" : set;
        return $" [{string.Join(", ", [name, .. facts])}]";
    }

    // The types of the outputs and those of their properties, as far as they are the module's own.
    private static IEnumerable<Type> EmittedTypes(IEnumerable<CmdletInfo> cmdlets, Assembly client)
    {
        var types = new HashSet<Type>();
        var open = new Queue<Type>(cmdlets.SelectMany(c => c.OutputType).Select(o => o.Type)
            .Append(client.GetType("Seedance.SeedanceException", throwOnError: true)!));
        while (open.TryDequeue(out var type))
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type?.Assembly != client || !types.Add(type)) continue;
            foreach (var property in PropertiesOf(type)) open.Enqueue(property.PropertyType);
        }

        return types.Where(t => t.FullName != "Seedance.Failure").OrderBy(t => t.FullName, StringComparer.Ordinal);
    }

    private static void Append(List<string> lines, Type type)
    {
        lines.Add($"type {type.FullName}");
        IEnumerable<string> members = type.IsEnum
            ? Enum.GetNames(type)
            : PropertiesOf(type).Select(p => $"{p.Name} {NameOf(p.PropertyType)}").Order(StringComparer.Ordinal);
        lines.AddRange(members.Select(member => $"    {member}"));
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type.IsEnum ? []
        : type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p => p.GetIndexParameters().Length == 0);

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value
            ? NameOf(value) + "?"
            : LanguagePrimitives.ConvertTo<string>(type);
}
