using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Demo;

/// <summary>Invented tables with known dependencies, missing values, rare classes, dates and an exact sum. A row is a function of (seed, row number) alone.</summary>
public static class DemoTables
{
    /// <summary>The number of rows of a demo dataset.</summary>
    public const int DefaultRows = 20_000;

    /// <summary>Visits to a cardiology clinic: 22 columns, target <c>readmitted</c>.</summary>
    public static Table CardiologyVisits(int rows = DefaultRows, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return Demo.CardiologyVisits.Make(rows, seed);
    }

    /// <summary>Loan applications: 22 columns, target <c>outcome</c>.</summary>
    public static Table LoanApplications(int rows = DefaultRows, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return Demo.LoanApplications.Make(rows, seed);
    }

    /// <summary>A recipe for the visits: discharge after admission, the exact sum of costs.</summary>
    public static Recipe CardiologyRecipe() => new()
    {
        Name = "Cardiology visits",
        Description = "Visits for a model of readmission; no patient is described by a row.",
        Objective = Classify("readmitted"),
        Reference = new RecipeReference { Dataset = "Cardiology visits (demo)" },
        Constraints =
        [
            new RecipeConstraint { Kind = "inequality", Columns = ["admitted", "discharged"] },
            new RecipeConstraint { Kind = "inequality", Columns = ["diastolic_bp", "systolic_bp"], Strict = true },
            new RecipeConstraint { Kind = "expression", Expression = "total_cost == room_cost + procedure_cost + medication_cost" },
        ],
        Rows = DefaultRows,
    };

    /// <summary>A recipe for the loans: decision after application, branches within their region, the exact sum of the amount.</summary>
    public static Recipe LoanRecipe() => new()
    {
        Name = "Loan applications",
        Description = "Applications for a model of default; no applicant is described by a row. Amounts follow from each other: small groups of similar rows keep that.",
        Realism = 0.8,
        Objective = Classify("outcome"),
        Reference = new RecipeReference { Dataset = "Loan applications (demo)" },
        Constraints =
        [
            new RecipeConstraint { Kind = "inequality", Columns = ["applied", "decided"] },
            new RecipeConstraint { Kind = "fixed-combination", Columns = ["region", "branch"] },
            new RecipeConstraint { Kind = "range", Columns = ["interest_rate"], Min = 0, Max = 25 },
            new RecipeConstraint { Kind = "expression", Expression = "total_amount == principal + fee + insurance" },
        ],
        Rows = DefaultRows,
    };

    private static RecipeObjective Classify(string target) => new() { Task = "classification", Target = target, Thresholds = DefaultThresholds.All };
}
