using Seedance.Saving.Integrity;

namespace Seedance.Client.Tests.Saving;

public sealed class Crc64Tests
{
    [Fact]
    public void Crc64_has_the_check_value_of_the_published_algorithm()
    {
        var crc = new Crc64();
        crc.Append("123456789"u8);
        Assert.Equal("995DC9BBDF1939FA", Convert.ToHexString(crc.GetHash()));
    }
}
