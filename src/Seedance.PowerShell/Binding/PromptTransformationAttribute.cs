using System.Management.Automation;

namespace Seedance.PowerShell.Binding;

/// <summary>
/// Takes text, or the property Prompt of an object. PowerShell would turn an object without that property into its
/// description, and that would be paid for as a prompt.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PromptTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null) return null;
        var input = PSObject.AsPSObject(inputData);
        if (input.BaseObject is string or ValueType) return inputData;
        return input.Properties["Prompt"] is { } prompt
            ? prompt.Value
            : throw new ArgumentTransformationMetadataException("A prompt is text; an object needs a property Prompt.");
    }
}
