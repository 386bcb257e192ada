using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Tests.Relations;

/// <summary>A clinic of known ways: patients of two kinds with visits that follow from them, doctors of three fields whom visits name, staff who report to staff, and prescriptions of visits.</summary>
internal static class ClinicTables
{
    public static readonly string[] Fields = ["heart", "bone", "skin"];

    public static Dictionary<string, Table> Clinic(int patients, ulong seed)
    {
        var random = new RandomStream(seed, 7);
        int doctors = 60;
        string[] field = [.. Enumerable.Range(0, doctors).Select(d => Fields[d % 3])];
        var (patientOf, doctorOf, day, pain) = (new List<int>(), new List<int>(), new List<long>(), new List<double>());
        var kind = new string[patients];
        double[] age = new double[patients];
        for (int p = 0; p < patients; p++)
        {
            kind[p] = random.NextDouble() < 0.3 ? "chronic" : "acute";
            age[p] = kind[p] == "chronic" ? 60 + random.NextInt32(25) : 20 + random.NextInt32(50);
            int visits = kind[p] == "chronic" ? 6 + random.NextInt32(5) : random.NextInt32(4);
            long at = new DateTime(2021, 1, 1).AddDays(random.NextInt32(700)).Ticks;
            double level = kind[p] == "chronic" ? 6 : 2;
            int doctor = -1;
            for (int v = 0; v < visits; v++)
            {
                string wanted = kind[p] == "chronic" ? "heart" : random.NextDouble() < 0.5 ? "bone" : "skin";
                if (doctor < 0 || random.NextDouble() < 0.4)
                    doctor = (random.NextInt32(doctors / 3) * 3) + Array.IndexOf(Fields, wanted);
                level = Math.Clamp(level + (random.NextInt32(3) - 1), 0, 10);
                patientOf.Add(p);
                doctorOf.Add(random.NextDouble() < 0.05 ? -1 : doctor);
                day.Add(at);
                pain.Add(level);
                at += TimeSpan.TicksPerDay * (random.NextDouble() < 0.1 ? 0 : 1 + random.NextInt32(30));
            }
        }

        int n = patientOf.Count;
        var prescriptionVisit = new List<int>();
        var drug = new List<string>();
        for (int v = 0; v < n; v++)
        {
            foreach (string d in new[] { "pain relief", "statin", "cream" }.Where(d => random.NextDouble() < (d == "pain relief" ? pain[v] / 12 : d == "statin" ? (kind[patientOf[v]] == "chronic" ? 0.7 : 0.02) : 0.1)))
            {
                prescriptionVisit.Add(v);
                drug.Add(d);
            }
        }

        return new Dictionary<string, Table>(StringComparer.Ordinal)
        {
            ["patients"] = new([Labels("patient_id", [.. Enumerable.Range(0, patients).Select(p => $"P{p:0000}")], ColumnKind.Identifier), Labels("kind", kind), Numbers("age", age)]),
            ["doctors"] = new([Numbers("doctor_id", [.. Enumerable.Range(0, doctors).Select(d => 100.0 + d)]), Labels("field", field), Numbers("head_id", [.. Enumerable.Range(0, doctors).Select(d => d < 6 ? double.NaN : 100.0 + (d % 3))])]),
            ["visits"] = new([Numbers("visit_id", [.. Enumerable.Range(1, n).Select(v => (double)v)]), Labels("patient_id", [.. patientOf.Select(p => $"P{p:0000}")], ColumnKind.Identifier), Numbers("doctor_id", [.. doctorOf.Select(d => d < 0 ? double.NaN : 100.0 + d)]),
                new DateTimeColumn(new ColumnSchema("day", ColumnKind.DateTime) { DateTimeFormat = "yyyy-MM-dd" }, [.. day]), Numbers("pain", [.. pain])]),
            ["prescriptions"] = new([Numbers("visit_id", [.. prescriptionVisit.Select(v => v + 1.0)]), Labels("drug", [.. drug])]),
        };
    }

    public static Recipe Recipe(long rows, ulong seed = 5) => new()
    {
        Name = "Clinic", Reference = new RecipeReference { Dataset = "patients" }, Rows = rows, Seed = seed,
        Relations = new RecipeRelations
        {
            Table = "patients", Key = ["patient_id"],
            Tables =
            [
                new RecipeTable { Name = "doctors", Key = ["doctor_id"] }, new RecipeTable { Name = "visits", Key = ["visit_id"], Order = ["day"] },
                new RecipeTable { Name = "prescriptions", Key = ["visit_id", "drug"] },
            ],
            Links =
            [
                new RecipeLink("visits", ["patient_id"], "patients", ["patient_id"]), new RecipeLink("visits", ["doctor_id"], "doctors", ["doctor_id"]),
                new RecipeLink("doctors", ["head_id"], "doctors", ["doctor_id"]), new RecipeLink("prescriptions", ["visit_id"], "visits", ["visit_id"]),
            ],
        },
    };

    public static NumericColumn Numbers(string name, double[] values) => new(new ColumnSchema(name, ColumnKind.Numeric), values);

    public static CodedColumn Labels(string name, string[] values, ColumnKind kind = ColumnKind.Categorical)
    {
        string[] labels = [.. values.Distinct()];
        var codeOf = labels.Select((l, i) => (l, i)).ToDictionary(l => l.l, l => l.i, StringComparer.Ordinal);
        return new CodedColumn(new ColumnSchema(name, kind), Array.ConvertAll(values, v => codeOf[v]), [.. labels]);
    }
}
