using System.Management.Automation;
using System.Security;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Credentials;

/// <summary>Lets <c>-ApiKey</c> accept a plain string too, so that a first attempt works.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// Converts a string or a credential to a SecureString, and requests a warning for a string.
    /// </summary>
    /// <exception cref="ArgumentTransformationMetadataException">
    /// It is none of them. The binder's own message would contain the value.
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
