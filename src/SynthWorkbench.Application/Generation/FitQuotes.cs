using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Generation;

/// <summary>What a recipe's fit would spend of its reference's privacy budget.</summary>
/// <param name="Account">The reference's account.</param>
/// <param name="Asked">The guarantee asked for; null where none is, and nothing is spent.</param>
/// <param name="Paid">The charge that has paid for the recipe's model, which is kept: then nothing is spent either.</param>
/// <param name="Problem">Why there can be no such fit, and what to do; null where there can.</param>
public sealed record FitQuote(PrivacyAccount Account, PrivacyOptions? Asked, PrivacyCharge? Paid, string? Problem)
{
    /// <summary>What the fit would cost; nothing where the model is paid for.</summary>
    public PrivacyCost Cost => Asked is null || Paid is not null || !(Asked.Epsilon > 0) ? default : PrivacyStatement.Of(Asked).Cost();
}

/// <summary>Tells before a fit what it would spend. Reads no row of the reference.</summary>
public sealed class FitQuotes(WorkbenchData data, RecipeCatalog recipes, PrivacyLedger ledger, ModelCache models)
{
    /// <summary>The quote for a recipe; null where its reference is not in the workspace.</summary>
    public async Task<FitQuote?> OfAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Reference?.Digest is not { } digest)
            return null;
        DatasetId? dataset;
        await using (var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct))
            dataset = await db.Set<DatasetVersion>().Where(v => v.Digest == digest).OrderByDescending(v => v.CreatedAt).Select(v => (DatasetId?)v.DatasetId).FirstOrDefaultAsync(ct);
        if (dataset is not { } id || await ledger.GetAsync(actor, id, ct) is not { } account)
            return null;
        if (await recipes.ValidateAsync(actor, recipe, ct) is { Count: > 0 } problems)
            return new FitQuote(account, recipe.Guarantee(), null, string.Join(" ", problems.Select(p => p.Message)));
        if (await recipes.PlanAsync(actor, recipe, ct) is not var (plan, version) || plan.FitOptions.Privacy is not { } asked)
            return new FitQuote(account, null, null, null);
        string key = FitKeys.OfPlan(plan);
        var paid = account.Charges.FirstOrDefault(c => c.FitKey == key && c.DatasetVersionId == version && (c.IsSeeded || models.Has(c.ModelKey)));
        return new FitQuote(account, asked, paid, paid is null ? account.RefusalOf(asked) : null);
    }
}
