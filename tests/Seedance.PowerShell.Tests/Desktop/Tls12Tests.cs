using System.Net;
using Seedance.Http;

namespace Seedance.PowerShell.Tests.Desktop;

#pragma warning disable CA5364, CA5398 // What an old process starts with is the point.

/// <summary>TLS 1.2 is on in Windows PowerShell, and nothing that the process allows is taken away.</summary>
public sealed class Tls12Tests
{
    [Theory]
    [InlineData(SecurityProtocolType.Tls, SecurityProtocolType.Tls | SecurityProtocolType.Tls12)]
    [InlineData(SecurityProtocolType.Tls12 | SecurityProtocolType.Tls13, SecurityProtocolType.Tls12 | SecurityProtocolType.Tls13)]
    [InlineData(SecurityProtocolType.SystemDefault, SecurityProtocolType.SystemDefault)]
    public void Tls_1_2_is_added_to_what_the_process_allows(SecurityProtocolType before, SecurityProtocolType after) =>
        Assert.Equal(after, Tls12.AddTo(before));
}
