using System.Reflection;
using PublicApiGenerator;
using SynthWorkbench.Testing;

namespace SynthWorkbench.Architecture.Tests;

/// <summary>
/// The public surface of the libraries, approved in a file. A change shows up in review; to approve one, run the tests with
/// <c>SYNTHWB_APPROVE=1</c> and commit the file.
/// </summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Libraries() => ["SynthWorkbench.Numerics", "SynthWorkbench.Synthesis"];

    [Theory, MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_approved_one(string library)
    {
        string actual = Assembly.Load(library).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        string path = Path.Combine(Checkout.Root, "tests", "SynthWorkbench.Architecture.Tests", "Approved", library + ".txt");
        if (Environment.GetEnvironmentVariable("SYNTHWB_APPROVE") == "1")
            File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing; run with SYNTHWB_APPROVE=1.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
