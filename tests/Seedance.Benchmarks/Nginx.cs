using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Seedance.Emulator;

namespace Seedance.Benchmarks;

/// <summary>nginx on a free loopback port, with its own configuration.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private Nginx(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts it; null when nginx is not installed.</summary>
    /// <param name="server">The content of the server block.</param>
    public static async Task<Nginx?> StartAsync(string server)
    {
        var folder = Directory.CreateTempSubdirectory("seedance-nginx-").FullName;
        var port = FreePort.Find();
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 1024; }
            http {
                access_log off;
                keepalive_requests 1000000;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                server {
                    listen 127.0.0.1:{{port}} backlog=1024;
                    {{server}}
                }
            }
            """);
        try
        {
            var process =
                Process.Start(new ProcessStartInfo("nginx", ["-p", folder, "-c", Path.Combine(folder, "nginx.conf")])
                {
                    RedirectStandardError = true,
                })!;
            await WaitForAsync(port);
            return new Nginx(process, folder, port);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("nginx is not installed: this benchmark is left out.");
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WaitForAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                await Task.Delay(20);
            }
        }
    }
}
