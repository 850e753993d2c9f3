using System.Management.Automation;
using System.Reflection;
using Seedance.Help;

if (args.Length != 3)
{
    Console.Error.WriteLine("Usage: Seedance.Help FOLDER-OF-PAGES ASSEMBLY-OF-CMDLETS OUTPUT-FILE");
    return 2;
}

var folder = args[0];
// The URL of the pages; a link from one page to another is relative to it.
var pages = new Uri("https://github.com/seedance-powershell/seedance-powershell/blob/main/docs/help/");
var writer = new MamlWriter(pages, HelpPage.Read(Path.Combine(folder, "shared-parameters.md")));
var commands =
    from type in Assembly.LoadFrom(Path.GetFullPath(args[1])).GetExportedTypes()
    where type.IsDefined(typeof(CmdletAttribute), inherit: false)
    let cmdlet = new CmdletFacts(type)
    let path = Path.Combine(folder, $"{cmdlet.Name}.md")
    // Without a page PowerShell generates help for a cmdlet. A test reports the missing page.
    where File.Exists(path)
    orderby cmdlet.Name
    select writer.CommandOf(cmdlet, HelpPage.Read(path));

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[2]))!);
MamlWriter.Document(commands).Save(args[2]);
return 0;
