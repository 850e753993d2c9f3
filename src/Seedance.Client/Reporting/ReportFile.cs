using System.Text;
using Seedance.FileSystem;
using Seedance.Saving.Files;

namespace Seedance.Reporting;

/// <summary>Puts a report into a file in one step: no reader finds half of it.</summary>
public static class ReportFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a report, in place of an older one.</summary>
    /// <param name="report">The data.</param>
    /// <param name="path">The full path; its folder is made if it is missing.</param>
    /// <param name="asJson">True for the data as JSON, false for the page.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(RunReport report, string path, bool asJson)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                if (asJson)
                {
                    JsonReport.Write(report, stream);
                }
                else
                {
                    using var writer = new StreamWriter(stream, Utf8);
                    HtmlReport.Write(report, writer);
                }
            }

            FileSystemCalls.Move(part, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }
}
