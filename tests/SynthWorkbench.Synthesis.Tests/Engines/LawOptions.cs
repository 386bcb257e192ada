using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Tests.Engines;

/// <summary>The options under which laws over all engines are tested: of a private one with noise that can be repeated, and little of it on tables this small.</summary>
internal static class LawOptions
{
    public static EngineOptions Of(string engine) => IsPrivate(engine) ? new EngineOptions { Privacy = new PrivacyOptions { Epsilon = 10, Delta = 1e-5, Seed = 5 } } : new EngineOptions();

    /// <summary>Engines that draw rows one by one, so that some can be picked out; a sequence is drawn whole, and recipes that ask this of it are refused.</summary>
    public static IEnumerable<ISynthesisEngine> OfRows => EngineCatalog.All.Where(e => e.Id != EngineCatalog.Sequences);

    public static bool IsPrivate(string engine) => EngineCatalog.Find(engine)?.IsPrivate == true;
}
