using Bogus;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Demo;

/// <summary>
/// Applications to an invented lender. Built in: income follows education and age; the rate follows score and term; <c>total_amount = principal + fee + insurance</c>
/// in every row; the decision is never before the application; region and branch belong together; fraud is about 1 in 200; default follows debt ratio, score and late payments.
/// </summary>
internal static class LoanApplications
{
    private static readonly string[] Regions = ["north", "east", "south", "west"];
    private static readonly string[] Educations = ["basic", "vocational", "bachelor", "master", "doctorate"];
    private static readonly string[] Purposes = ["car", "home improvement", "debt consolidation", "education", "medical", "boat"];

    public static Table Make(int rows, ulong seed)
    {
        var loans = new Loan[rows];
        // One for all rows: making a Faker takes a millisecond. Its numbers begin anew with each row.
        var faker = new Faker("en");
        for (int row = 0; row < rows; row++)
            loans[row] = Draw(new RandomStream(seed, (ulong)row), faker);
        var columns = new DemoColumns(rows);
        columns.Label("application_id", r => $"L{r + 1:000000}", ColumnKind.Identifier, ColumnRole.Identifier);
        columns.Label("email", r => loans[r].Email, ColumnKind.Text, ColumnRole.PersonalData, PiiKind.Email);
        columns.Date("applied", r => loans[r].Applied);
        columns.Date("decided", r => loans[r].Decided);
        columns.Label("region", r => loans[r].Region);
        columns.Label("branch", r => loans[r].Branch);
        columns.Number("age", 0, r => loans[r].Age);
        columns.Label("education", r => loans[r].Education);
        columns.Label("employment", r => loans[r].Employment);
        columns.Number("years_employed", 0, r => loans[r].Years);
        columns.Number("income", 0, r => loans[r].Income);
        columns.Number("debt_ratio", 3, r => loans[r].DebtRatio);
        columns.Number("credit_score", 0, r => loans[r].Score);
        columns.Number("late_payments", 0, r => loans[r].Late);
        columns.Label("purpose", r => loans[r].Purpose);
        columns.Number("term_months", 0, r => loans[r].Term);
        columns.Number("interest_rate", 2, r => loans[r].Rate);
        columns.Number("principal", 2, r => loans[r].Principal);
        columns.Number("fee", 2, r => loans[r].Fee);
        columns.Number("insurance", 2, r => loans[r].Insurance);
        columns.Number("total_amount", 2, r => loans[r].Principal + loans[r].Fee + loans[r].Insurance);
        columns.Label("outcome", r => loans[r].Outcome, role: ColumnRole.Target);
        return columns.ToTable();
    }

    private static Loan Draw(RandomStream random, Faker faker)
    {
        faker.Random = new Randomizer((int)(random.NextUInt64() & 0x7FFF_FFFF));
        string region = DemoColumns.Choose(ref random, Regions, [4, 2, 3, 1]);
        string branch = $"{region} {1 + random.NextInt32(region == "north" ? 9 : 5)}";
        double age = Math.Clamp(Math.Round(24 + 14 * -Math.Log(1 - random.NextDouble())), 18, 84);
        int level = Array.IndexOf(Educations, DemoColumns.Choose(ref random, Educations, [25, 35, 24, 14, 2]));
        string employment = age > 66 ? "retired" : DemoColumns.Choose(ref random, ["employee", "self-employed", "public", "unemployed"], [65, 14, 17, 4]);
        bool works = employment is not ("retired" or "unemployed");
        double years = works ? Math.Floor(random.NextDouble() * random.NextDouble() * (age - 17)) : double.NaN;
        double income = Math.Round(Math.Exp(10.1 + 0.17 * level + 0.008 * Math.Min(age, 58) + (employment == "unemployed" ? -0.9 : 0) + (employment == "self-employed" ? 0.6 : 0.32) * random.NextGaussian()) / 100) * 100;
        double score = Math.Clamp(Math.Round(660 + 12 * level + 1.1 * (age - 38) + 62 * random.NextGaussian()), 300, 850);
        double late = Math.Floor(Math.Max(0, -Math.Log(1 - random.NextDouble()) * Math.Exp((640 - score) / 90)));
        late = Math.Min(late, 24);
        double debt = Math.Clamp(0.32 + (640 - score) / 900 + 0.14 * random.NextGaussian(), 0, 1.5);
        string purpose = DemoColumns.Choose(ref random, Purposes, [34, 24, debt > 0.4 ? 30 : 14, age < 30 ? 14 : 4, 6, 0.6]);
        int[] terms = [12, 24, 36, 48, 60, 84];
        double term = terms[Math.Min(5, (int)(random.NextDouble() * (purpose is "home improvement" or "boat" ? 7 : 5)))];
        double principal = Math.Max(500, Math.Round(income * (0.08 + 0.006 * term) * Math.Exp(0.45 * random.NextGaussian()) / 50) * 50);
        double rate = Math.Clamp(3.2 + (760 - score) / 45 + 0.012 * term + 0.5 * random.NextGaussian(), 1.9, 24.9);
        double fee = Math.Round(principal * 0.01 + 35, 2);
        double insurance = DemoColumns.Chance(ref random, age > 50 ? 0.6 : 0.35) ? Math.Round(principal * 0.0004 * term, 2) : 0;
        var applied = new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(random.NextInt32(1460));
        bool open = DemoColumns.Chance(ref random, 0.02);
        string outcome = "repaid";
        if (DemoColumns.Chance(ref random, purpose == "boat" ? 0.02 : 0.005))
            outcome = "fraud";
        else if (DemoColumns.Chance(ref random, DemoColumns.Logistic((560 - score) / 55 + 2.2 * (debt - 0.4))))
            outcome = "declined";
        else if (DemoColumns.Chance(ref random, DemoColumns.Logistic(-2.7 + 2.4 * (debt - 0.3) + 0.35 * late + (660 - score) / 120)))
            outcome = "default";
        return new Loan(faker.Internet.Email(provider: "example.org"), applied, open ? null : applied.AddDays(random.NextInt32(outcome == "declined" ? 5 : 21)), region, branch, age,
            DemoColumns.Chance(ref random, 0.03) ? null : Educations[level], employment, years, DemoColumns.Chance(ref random, employment == "self-employed" ? 0.2 : 0.03) ? double.NaN : income,
            debt, DemoColumns.Chance(ref random, age < 22 ? 0.4 : 0.02) ? double.NaN : score, late, purpose, term, rate, principal, fee, insurance, outcome);
    }

    private sealed record Loan(string Email, DateTime Applied, DateTime? Decided, string Region, string Branch, double Age, string? Education, string Employment, double Years, double Income,
        double DebtRatio, double Score, double Late, string Purpose, double Term, double Rate, double Principal, double Fee, double Insurance, string Outcome);
}
