using System.Management.Automation;
using System.Security;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Credentials;

/// <summary>Lets <c>-ApiKey</c> take a plain string too, so that the first try of a newcomer works.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// Makes a SecureString of a string or a credential, and remembers that a string wants a warning.
    /// </summary>
    /// <exception cref="ArgumentTransformationMetadataException">
    /// It is neither: the binder's own message would repeat it.
    /// </exception>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or SecureString) return value!;
        if (value is string) RunspaceState.Current.PlainKeyWarning.Request();
        return SecureKey.From(value)
            ?? throw new ArgumentTransformationMetadataException(
                "A key is a SecureString, a string or a PSCredential.");
    }
}
