using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Generation;

/// <summary>What tells fits apart.</summary>
internal static class FitKeys
{
    /// <summary>The cache key of a plan's model: reads all training rows.</summary>
    public static string OfModel(GenerationPlan plan, Table train, ISynthesisEngine engine)
    {
        string planKey = JsonSerializer.Serialize(new { plan.Modelled, Options = plan.FitOptions, plan.Recipe.Constraints, Form = ConstraintTransforms.Version, Texts = plan.BesideKey });
        return ModelCache.KeyOf(TableDigest.Of(train), planKey, engine);
    }

    /// <summary>Changes with whatever asks for another fit of one version of a reference, not with the controls: reads no row.</summary>
    public static string OfPlan(GenerationPlan plan)
    {
        // Privacy settles the engine, whether the recipe leaves the choice or names it.
        string engine = plan.Recipe.Guarantee() is null ? plan.Recipe.Engine : EngineCatalog.PrivateMarginals;
        string parts = JsonSerializer.Serialize(new { Engine = engine, EngineCatalog.Find(engine)?.Version, Form = ConstraintTransforms.Version, Options = plan.FitOptions, plan.Recipe.Constraints, plan.Modelled, Texts = plan.BesideKey, plan.Recipe.Sequence, plan.Recipe.Reference?.Digest });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)));
    }
}
