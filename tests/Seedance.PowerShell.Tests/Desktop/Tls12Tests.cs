using System.Net;
using Seedance.Http;

namespace Seedance.PowerShell.Tests.Desktop;

#pragma warning disable CA5364, CA5398 // The protocols of an old process are the input.

/// <summary>The module enables TLS 1.2 in Windows PowerShell and keeps the other protocols of the process.</summary>
public sealed class Tls12Tests
{
    [Theory]
    [InlineData(SecurityProtocolType.Tls, SecurityProtocolType.Tls | SecurityProtocolType.Tls12)]
    [InlineData(
        SecurityProtocolType.Tls12 | SecurityProtocolType.Tls13,
        SecurityProtocolType.Tls12 | SecurityProtocolType.Tls13)]
    [InlineData(SecurityProtocolType.SystemDefault, SecurityProtocolType.SystemDefault)]
    public void TLS_1_2_is_added_to_the_protocols_of_the_process(
        SecurityProtocolType before, SecurityProtocolType after) =>
        Assert.Equal(after, Tls12.AddTo(before));
}
