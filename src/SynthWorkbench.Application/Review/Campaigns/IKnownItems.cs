using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>Items whose answer another part of the workbench knows: hidden among those of a campaign that asks for a share of them.</summary>
public interface IKnownItems
{
    /// <summary>Those that can be judged under a version of a rubric, with their answers; never rows of real persons.</summary>
    Task<IReadOnlyList<ImportedItem>> OfAsync(WorkbenchDbContext db, RubricVersion version, CancellationToken ct);
}
