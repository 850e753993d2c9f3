using System.Net;
using System.Net.Sockets;

namespace Seedance.Emulator;

/// <summary>Ports of this machine on which nothing listens.</summary>
public static class FreePort
{
    /// <summary>Finds one. Another process may take it before it is used.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
