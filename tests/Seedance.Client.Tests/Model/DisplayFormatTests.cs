using System.Globalization;

namespace Seedance.Client.Tests.Model;

/// <summary>How times are written for people.</summary>
public sealed class DisplayFormatTests
{
    [Theory]
    [InlineData("-00:00:05", "0s")]
    [InlineData("00:00:59", "59s")]
    [InlineData("00:02:41", "2m 41s")]
    [InlineData("23:59:59", "23h 59m")]
    [InlineData("3.04:00:00", "3d 4h")]
    public void Duration_gives_the_two_largest_units(string time, string expected) =>
        Assert.Equal(expected, DisplayFormat.Duration(TimeSpan.Parse(time, CultureInfo.InvariantCulture)));
}
