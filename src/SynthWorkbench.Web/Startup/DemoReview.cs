using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Web.Startup;

/// <summary>A rubric and an open campaign, so that a reviewer's first minute needs no lead.</summary>
internal static class DemoReview
{
    private const string Name = "Cardiology visits, a first look";

    private const int Items = 40;

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal) { ["systolic_bp"] = "mmHg", ["diastolic_bp"] = "mmHg", ["total_cost"] = "€", ["room_cost"] = "€", ["procedure_cost"] = "€", ["medication_cost"] = "€" };

    public static async Task StartDemoReviewAsync(this IServiceProvider services)
    {
        if (await services.GetRequiredService<DemoWorkspace>().FindAsync(WorkspaceRoles.Lead, CancellationToken.None) is not { } lead)
            return;
        var rubrics = services.GetRequiredService<RubricCatalog>();
        if ((await rubrics.ListAsync(lead, CancellationToken.None)).Any(r => r.Name == RubricSamples.Plausibility.Name))
            return;
        var saved = await rubrics.SaveAsync(lead, null, RubricSamples.Plausibility, "Made with the demo data", CancellationToken.None);
        var plan = new CampaignPlan { Source = CampaignSource.File, Sampling = new SamplingPlan { Kind = SamplingKind.All, Items = Items }, Overlap = 2, Acceptance = new AcceptancePlan { Kind = AcceptanceKind.Sequential, AcceptableRate = 0.02, RejectableRate = 0.2 } };
        await services.GetRequiredService<CampaignMaking>().CreateAsync(lead, Name, saved.Version!.Value, plan, Visits(), Guid.CreateVersion7(), CancellationToken.None);
    }

    private static ImportedItems Visits()
    {
        var table = DemoTables.CardiologyVisits(Items, 11);
        return new ImportedItems("cardiology visits", [.. Enumerable.Range(0, Items).Select(row => new ImportedItem($"visit {row + 1}", new ItemContent { Fields = [.. Shown(table).Select(c => new ItemField(c.Name, c.Format(row), Group: GroupOf(c.Name), Unit: Units.GetValueOrDefault(c.Name)))] }))]);
    }

    private static IEnumerable<Column> Shown(Table table) => table.Columns.Where(c => c.Schema.Role != ColumnRole.Identifier).OrderBy(c => Array.IndexOf(Groups, GroupOf(c.Name)));

    private static readonly string[] Groups = ["Patient", "Stay", "Findings", "Costs"];

    private static string GroupOf(string column) => column switch
    {
        _ when column.EndsWith("_cost", StringComparison.Ordinal) => "Costs",
        "patient_name" or "age" or "sex" or "bmi" or "smoker" or "birth_date" or "insurance" or "postal_code" or "region" => "Patient",
        "department" or "admitted" or "discharged" or "ward" or "readmitted" or "diagnosis" or "length_of_stay" => "Stay",
        _ => "Findings",
    };
}
