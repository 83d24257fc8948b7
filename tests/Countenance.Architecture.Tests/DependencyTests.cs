using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Countenance.Architecture.Tests;

/// <summary>native ← Torch, Vision ← Countenance ← Album ← Web ← Cli: nothing points back.</summary>
public class DependencyTests
{
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Countenance.Torch"] = [],
        ["Countenance.Vision"] = [],
        ["Countenance"] = ["Countenance.Torch", "Countenance.Vision"],
        ["Countenance.Album"] = ["Countenance", "Countenance.Torch", "Countenance.Vision"],
        ["Countenance.Cli"] = ["Countenance.Album", "Countenance.Web", "Countenance", "Countenance.Torch", "Countenance.Vision"],
        ["Countenance.Web"] = ["Countenance.Album", "Countenance", "Countenance.Torch", "Countenance.Vision"],
    };

    private static readonly Dictionary<string, string> NativeLibraryOf = new()
    {
        ["Countenance.Torch"] = "countenance_torch",
        ["Countenance.Vision"] = "countenance_vision",
    };

    public static TheoryData<string> Projects => [.. SourceTree.Files("src", ".csproj")];

    public static TheoryData<string> Assemblies => [.. LoadedAssemblies().Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_below_it(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Below.ContainsKey(name), $"{name} has no place in the order of the projects: give it one in {nameof(DependencyTests)}.");

        var references = XDocument.Parse(SourceTree.Text(project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Empty(references.Except(Below[name]));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_uses_only_those_below_it(string name)
    {
        var used = Assembly.Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(reference => reference.StartsWith("Countenance", StringComparison.Ordinal));

        Assert.Empty(used.Except(Below[name]));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Only_the_engine_and_vision_call_native_code_each_its_own(string name)
    {
        var libraries = Assembly.Load(name).GetTypes()
            .SelectMany(type => type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<DllImportAttribute>()?.Value)
            .OfType<string>()
            .Where(library => library != "libc")
            .ToHashSet();

        Assert.Equal(NativeLibraryOf.TryGetValue(name, out var own) ? [own] : [], libraries);
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var listed = XDocument.Parse(SourceTree.Text("Countenance.slnx"))
            .Descendants("Project")
            .Select(node => node.Attribute("Path")!.Value);

        Assert.Equal(SourceTree.Files("", ".csproj"), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Package_versions_are_central()
    {
        foreach (var project in SourceTree.Files("", ".csproj"))
        {
            Assert.DoesNotContain(
                XDocument.Parse(SourceTree.Text(project)).Descendants("PackageReference"),
                reference => reference.Attribute("Version") is not null);
        }
    }

    private static IEnumerable<Assembly> LoadedAssemblies() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Countenance*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Assembly.Load);
}
