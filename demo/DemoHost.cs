using System.Globalization;
using Seedance.Hosts;

namespace Seedance.Demo;

/// <summary>The host of the demo, which writes to the console.</summary>
internal sealed class DemoHost() : BasicHost("Seedance demo", new DemoHostUI(), CultureInfo.CurrentCulture);
