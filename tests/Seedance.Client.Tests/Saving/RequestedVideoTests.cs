using Seedance.Saving;

namespace Seedance.Client.Tests.Saving;

public sealed class RequestedVideoTests
{
    [Theory]
    [InlineData("""{"model":"m","duration":5.5,"generateAudio":true}""", "m", 5.5, true)]
    [InlineData("""{"generateAudio":false,"prompt":"a cat"}""", null, null, false)]
    [InlineData("""{"model":1,"duration":"5","generateAudio":"true"}""", null, null, null)]
    [InlineData("""{"model":"\ud800","duration":5}""", null, null, null)]
    [InlineData("[]", null, null, null)]
    [InlineData("{", null, null, null)]
    [InlineData("", null, null, null)]
    [InlineData(null, null, null, null)]
    public void Read_takes_what_has_the_documented_type(string? body, string? model, double? seconds, bool? hasAudio) =>
        Assert.Equal(new RequestedVideo(model, seconds, hasAudio), RequestedVideo.Read(body));
}
