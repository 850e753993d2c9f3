using System.Management.Automation;

namespace Seedance.PowerShell.Credentials;

/// <summary>Lets <c>-ApiKey</c> take a plain string too, so that the first try of a newcomer works.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes a SecureString of a string and leaves everything else to the binder.</summary>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is string text ? ApiKeySource.ToSecureString(text) : value;
    }
}
