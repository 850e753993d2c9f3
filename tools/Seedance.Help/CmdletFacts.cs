using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Seedance.Help;

/// <summary>What reflection knows about a cmdlet. The help pages do not repeat it.</summary>
internal sealed class CmdletFacts
{
    private readonly CommandMetadata _metadata;
    private readonly object _instance;

    public CmdletFacts(Type type)
    {
        _metadata = new CommandMetadata(type);
        _instance = Activator.CreateInstance(type)!;
        Parameters = [.. _metadata.Parameters.Values.Select(Describe), .. Confirmation()];
    }

    public string Name => _metadata.Name;

    public IReadOnlyList<ParameterFacts> Parameters { get; }

    /// <summary>The names of the parameter sets, the default one first.</summary>
    public IEnumerable<string> ParameterSets =>
        Parameters.SelectMany(p => p.Sets.Keys).Where(s => s != ParameterAttribute.AllParameterSets)
            .Distinct().OrderByDescending(s => s == _metadata.DefaultParameterSetName)
            .DefaultIfEmpty(ParameterAttribute.AllParameterSets);

    private ParameterFacts Describe(ParameterMetadata parameter) =>
        new(parameter.Name, parameter.ParameterType, [.. parameter.Aliases])
        {
            Sets = parameter.ParameterSets.ToDictionary(s => s.Key, s => new SetFacts(
                s.Value.IsMandatory, s.Value.Position, s.Value.ValueFromPipeline,
                s.Value.ValueFromPipelineByPropertyName)),
            DefaultValue = DefaultOf(parameter.Name),
            AcceptedValues = [.. parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(a => a.ValidValues)],
            Range = parameter.Attributes.OfType<ValidateRangeAttribute>().FirstOrDefault() is { } range
                ? string.Create(CultureInfo.InvariantCulture, $"From {range.MinRange} to {range.MaxRange}.")
                : null,
        };

    private string DefaultOf(string parameter) => _instance.GetType().GetProperty(parameter)!.GetValue(_instance) switch
    {
        SwitchParameter on => on.IsPresent.ToString(),
        string { Length: > 0 } text => text,
        // A number that is left at zero stands for "not given".
        IFormattable number and not 0 and not 0.0 => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "None",
    };

    // PowerShell adds these parameters.
    private IEnumerable<ParameterFacts> Confirmation() => !_metadata.SupportsShouldProcess ? [] :
        from added in new[] { ("WhatIf", "wi"), ("Confirm", "cf") }
        select new ParameterFacts(added.Item1, typeof(SwitchParameter), [added.Item2])
        {
            Sets = new Dictionary<string, SetFacts>
            {
                [ParameterAttribute.AllParameterSets] = new(false, int.MinValue, false, false),
            },
            DefaultValue = "False",
        };
}

/// <summary>What reflection knows about a parameter.</summary>
internal sealed record ParameterFacts(string Name, Type Type, string[] Aliases)
{
    public required IReadOnlyDictionary<string, SetFacts> Sets { get; init; }

    public required string DefaultValue { get; init; }

    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    /// <summary>The allowed numbers, as a sentence.</summary>
    public string? Range { get; init; }

    public bool IsMany => Type.IsArray || (Type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(Type));

    public SetFacts? In(string set) =>
        Sets.GetValueOrDefault(set) ?? Sets.GetValueOrDefault(ParameterAttribute.AllParameterSets);
}

/// <summary>What reflection knows about a parameter in one parameter set.</summary>
internal sealed record SetFacts(bool IsMandatory, int Position, bool ByValue, bool ByPropertyName)
{
    public string PositionText => Position == int.MinValue ? "named" : Position.ToString(CultureInfo.InvariantCulture);

    public string PipelineText => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
