using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Privacy;

/// <summary>What a fit is for.</summary>
/// <param name="Reference">The version whose training rows are learned.</param>
/// <param name="Purpose">Who asks.</param>
/// <param name="Subject">The run or campaign; null for the Studio.</param>
/// <param name="RecipeVersion">The saved version; null for a setting that was not kept.</param>
public sealed record FitOrder(DatasetVersionId Reference, FitPurpose Purpose, Guid? Subject = null, RecipeVersionId? RecipeVersion = null);

/// <summary>A private fit that is to be charged.</summary>
/// <param name="Order">What it is for.</param>
/// <param name="Job">The job that fits.</param>
/// <param name="RecipeName">The recipe, for people.</param>
/// <param name="Asked">The guarantee asked for, as the fit has it.</param>
/// <param name="FitKey">Tells the fit without reading rows.</param>
/// <param name="ModelKey">The model's key in the cache.</param>
public sealed record ChargeRequest(FitOrder Order, JobId Job, string RecipeName, PrivacyOptions Asked, string FitKey, string ModelKey);

/// <summary>What came of a charge: the entry that pays for the fit, or why it was refused and what to do.</summary>
/// <param name="Charge">The entry; null where refused.</param>
/// <param name="IsNew">Whether it was entered now; false where the same release was paid for before.</param>
/// <param name="Account">The account with the charge in it.</param>
/// <param name="Problem">The refusal.</param>
public sealed record Charging(PrivacyCharge? Charge, bool IsNew, PrivacyAccount Account, string? Problem);
