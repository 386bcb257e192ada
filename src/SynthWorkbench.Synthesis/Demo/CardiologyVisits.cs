using Bogus;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Demo;

/// <summary>
/// Visits to an invented cardiology clinic. Built in: blood pressure, cholesterol and troponin rise with age and diagnosis; troponin is measured where chest pain
/// or infarction is; the stay follows the diagnosis; discharge is never before admission; <c>total_cost = room_cost + procedure_cost + medication_cost</c> in every row;
/// amyloidosis is about 1 in 250 visits; readmission follows age, ejection fraction and smoking.
/// </summary>
internal static class CardiologyVisits
{
    private static readonly string[] Diagnoses = ["hypertension", "atrial fibrillation", "heart failure", "angina", "myocardial infarction", "valve disease", "amyloidosis"];

    public static Table Make(int rows, ulong seed)
    {
        var visits = new Visit[rows];
        // One for all rows: making a Faker takes a millisecond. Its numbers begin anew with each row.
        var faker = new Faker("en");
        for (int row = 0; row < rows; row++)
            visits[row] = Draw(row, new RandomStream(seed, (ulong)row), faker);
        var columns = new DemoColumns(rows);
        columns.Label("visit_id", r => $"V{r + 1:000000}", ColumnKind.Identifier, ColumnRole.Identifier);
        columns.Label("patient_name", r => visits[r].Name, ColumnKind.Text, ColumnRole.PersonalData, PiiKind.PersonName);
        columns.Label("sex", r => visits[r].Sex);
        columns.Number("age", 0, r => visits[r].Age);
        columns.Number("bmi", 1, r => visits[r].Bmi);
        columns.Label("smoker", r => visits[r].Smoker);
        columns.Label("diabetes", r => visits[r].Diabetes ? "true" : "false", ColumnKind.Boolean);
        columns.Label("department", r => visits[r].Department);
        columns.Date("admitted", r => visits[r].Admitted);
        columns.Date("discharged", r => visits[r].Discharged);
        columns.Label("chest_pain", r => visits[r].ChestPain);
        columns.Label("diagnosis", r => visits[r].Diagnosis);
        columns.Number("systolic_bp", 0, r => visits[r].Systolic);
        columns.Number("diastolic_bp", 0, r => visits[r].Diastolic);
        columns.Number("cholesterol", 1, r => visits[r].Cholesterol);
        columns.Number("troponin", 3, r => visits[r].Troponin);
        columns.Number("ejection_fraction", 0, r => visits[r].Ejection);
        columns.Number("room_cost", 2, r => visits[r].Room);
        columns.Number("procedure_cost", 2, r => visits[r].Procedure);
        columns.Number("medication_cost", 2, r => visits[r].Medication);
        columns.Number("total_cost", 2, r => visits[r].Room + visits[r].Procedure + visits[r].Medication);
        columns.Label("readmitted", r => visits[r].Readmitted ? "yes" : "no", ColumnKind.Boolean, ColumnRole.Target);
        return columns.ToTable();
    }

    private static Visit Draw(int row, RandomStream random, Faker faker)
    {
        faker.Random = new Randomizer((int)(random.NextUInt64() & 0x7FFF_FFFF));
        bool woman = DemoColumns.Chance(ref random, 0.46);
        double age = Math.Clamp(Math.Round(66 + 13 * random.NextGaussian()), 18, 98);
        double bmi = Math.Clamp(27.5 + 4.5 * random.NextGaussian() - 0.04 * (age - 66), 15, 55);
        bool diabetes = DemoColumns.Chance(ref random, DemoColumns.Logistic(-3.6 + 0.1 * (bmi - 22) + 0.025 * (age - 50)));
        string smoker = DemoColumns.Choose(ref random, ["never", "former", "current"], [woman ? 6 : 4, 2 + age / 40, Math.Max(0.3, 4 - age / 25)]);
        double old = (age - 66) / 13;
        string diagnosis = DemoColumns.Choose(ref random, Diagnoses,
            [32, 20 * Math.Exp(0.35 * old), 17 * Math.Exp(0.4 * old), 14, smoker == "current" ? 16 : 9, 7, 0.4 * Math.Exp(0.5 * old)]);
        bool infarction = diagnosis == "myocardial infarction";
        string pain = diagnosis is "angina" || infarction
            ? DemoColumns.Choose(ref random, ["typical", "atypical", "none"], [6, 3, 1])
            : DemoColumns.Choose(ref random, ["typical", "atypical", "none"], [0.5, 1.5, 8]);
        double systolic = Math.Clamp(122 + 6 * old + (diagnosis == "hypertension" ? 24 : 0) + 0.5 * (bmi - 27) + 12 * random.NextGaussian(), 80, 230);
        double diastolic = Math.Clamp(0.45 * systolic + 20 + 6 * random.NextGaussian(), 40, Math.Round(systolic) - 15);
        double cholesterol = Math.Clamp(5.1 + (diagnosis == "angina" || infarction ? 0.6 : 0) + 0.9 * random.NextGaussian(), 2.2, 11);
        double troponin = Math.Clamp(Math.Exp((infarction ? 0.6 : -4.2) + 0.9 * random.NextGaussian()), 0.001, 60);
        double ejection = Math.Clamp((diagnosis switch { "heart failure" => 36, "amyloidosis" => 45, _ when infarction => 47, _ => 60 }) + 7 * random.NextGaussian(), 10, 80);
        bool troponinDone = pain != "none" || infarction || DemoColumns.Chance(ref random, 0.15);
        bool inpatient = infarction || DemoColumns.Chance(ref random, diagnosis is "heart failure" or "amyloidosis" ? 0.7 : 0.2);
        string department = infarction ? "intensive care" : inpatient ? "ward" : DemoColumns.Choose(ref random, ["outpatient", "day clinic"], [3, 1]);
        double stay = !inpatient ? 0 : Math.Min(45, 1 + Math.Floor((infarction ? 5 : 3.5) * -Math.Log(1 - random.NextDouble()) * (1 + 0.15 * Math.Max(0, old))));
        var admitted = new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(random.NextInt32(1095));
        bool stillIn = inpatient && DemoColumns.Chance(ref random, 0.01);
        double room = Math.Round(stay * (infarction ? 940 : 410) + (inpatient ? 0 : 85), 2);
        double procedure = DemoColumns.Chance(ref random, infarction ? 0.9 : 0.25) ? Math.Round(Math.Exp((infarction ? 8.6 : 6.2) + 0.4 * random.NextGaussian()), 2) : 0;
        double medication = Math.Round(Math.Exp(3.6 + 0.08 * stay + (diabetes ? 0.4 : 0) + 0.5 * random.NextGaussian()), 2);
        bool readmitted = DemoColumns.Chance(ref random, DemoColumns.Logistic(-2.3 + 0.45 * old + 0.05 * (55 - ejection) + (smoker == "current" ? 0.5 : 0) + (diabetes ? 0.35 : 0)));
        return new Visit(faker.Name.FullName(woman ? Bogus.DataSets.Name.Gender.Female : Bogus.DataSets.Name.Gender.Male), woman ? "female" : "male", age,
            DemoColumns.Chance(ref random, 0.06) ? double.NaN : bmi, DemoColumns.Chance(ref random, 0.04) ? null : smoker, diabetes, department, admitted,
            stillIn ? null : admitted.AddDays(stay), pain, diagnosis, systolic, diastolic, DemoColumns.Chance(ref random, age < 45 ? 0.3 : 0.08) ? double.NaN : cholesterol,
            troponinDone ? troponin : double.NaN, DemoColumns.Chance(ref random, inpatient ? 0.05 : 0.35) ? double.NaN : ejection, room, procedure, medication, readmitted);
    }

    private sealed record Visit(string Name, string Sex, double Age, double Bmi, string? Smoker, bool Diabetes, string Department, DateTime Admitted, DateTime? Discharged,
        string ChestPain, string Diagnosis, double Systolic, double Diastolic, double Cholesterol, double Troponin, double Ejection, double Room, double Procedure, double Medication, bool Readmitted);
}
