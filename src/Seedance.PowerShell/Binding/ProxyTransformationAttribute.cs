using System.Management.Automation;

namespace Seedance.PowerShell.Binding;

/// <summary>
/// Makes the URL of <c>-Proxy</c> of a text. The binder's own message for a text that is no URL would repeat the
/// password in it.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ProxyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Reads a text as a URL, absolute or not; leaves anything else to the binder.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">The text is no URL.</exception>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string text) return value;
        return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri)
            ? uri
            : throw new ArgumentTransformationMetadataException(
                "It is not a URL such as http://proxy.example.com:3128.");
    }
}
