using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>Patients, doctors and visits from files to a report: keys are found, circles and orphans are told, and every generated visit names a patient and a doctor that exist.</summary>
[Collection(Journeys.Name)]
public sealed class RelationJourneyTests(BrowserSession session)
{
    private const int Patients = 300, Doctors = 24;

    [Fact]
    public async Task Tables_are_imported_as_a_set_and_generated_together()
    {
        var page = await session.OpenAsync("Data scientist", "/datasets");
        page.SetDefaultTimeout(90_000);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sets of tables" }).ClickAsync();
        await page.ReachAsync("**/datasets/sets");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("New set|Make the first set") }).First.ClickAsync();
        await page.ReachAsync("**/datasets/sets/new");
        await page.Locator("html[data-live=true]").WaitForAsync();
        var find = page.GetByRole(AriaRole.Button, new() { Name = "Find the keys" });
        await find.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("two tables or more");
        await page.GetByLabel("Name of the set").FillAsync("Clinic visits");
        foreach (var (name, text) in Files())
        {
            await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name + ".csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
            await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Files" })).ToContainTextAsync($"{name}: imported");
        }

        await page.LookAsync("set-new");
        await find.ClickAsync();

        // Two visits name a patient that does not exist.
        await page.GetByRole(AriaRole.Region, new() { Name = "Foreign keys" }).WaitForAsync();
        await page.GetByText("that do not exist").WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2 of");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("name rows of patients that do not exist");
        var keys = page.GetByRole(AriaRole.Region, new() { Name = "Foreign keys" });
        await Assertions.Expect(keys.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByLabel("Key of patients")).ToHaveValueAsync("patient_id");
        await page.GetByLabel("Order of visits").FillAsync("day");
        await page.GetByLabel("Order of visits").BlurAsync();

        // Doctors who name visits would close a circle.
        await page.GetByLabel("Rows of", new() { Exact = true }).SelectOptionAsync("doctors");
        await page.GetByLabel("by the columns").FillAsync("since");
        await page.GetByLabel("name rows of").SelectOptionAsync("visits");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add foreign key" }).ClickAsync();
        await Assertions.Expect(keys.GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the set" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("in a circle: ");
        await page.LookAsync("set-circle");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Remove doctors") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the set" }).ClickAsync();
        await page.ReachAsync("**/datasets/sets/*-*");
        await page.ReloadAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("Order of visits")).ToHaveValueAsync("day");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check against the rows" }).ClickAsync();
        await page.GetByText("2 name nobody").WaitForAsync();
        await page.LookAsync("set");

        // A smaller set of the same tables, and back.
        string whole = page.Url;
        await page.GetByLabel("Rows to keep").FillAsync("40");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the subset" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Clinic visits, 40 patients", new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Tables and keys" })).ToContainTextAsync("40");
        await page.LookAsync("set-subset");
        await page.GotoAsync(whole);
        await page.Locator("html[data-live=true]").WaitForAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "New recipe from the set" }).ClickAsync();
        await page.ReachAsync("**/recipes/new*");
        await Assertions.Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Tables" })).ToHaveAttributeAsync("aria-selected", "true");
        await page.LookAsync("recipe-tables");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Orphans are left out of what is learned").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        var outputs = page.GetByRole(AriaRole.List, new() { Name = "Tables" });
        await Assertions.Expect(outputs.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await page.LookAsync("run-relations");
        var tables = new Dictionary<string, string[][]>(StringComparer.Ordinal);
        foreach (string name in new[] { "patients", "doctors", "visits" })
        {
            var download = await page.RunAndWaitForDownloadAsync(() => outputs.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "synthetic " + name }).GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
            tables[name] = [.. (await File.ReadAllLinesAsync(await download.PathAsync())).Select(l => l.Split(','))];
        }

        Assert.Equal(["visit_id", "patient_id", "doctor_id", "day", "pain"], tables["visits"][0]);
        Assert.Equal(Patients + 1, tables["patients"].Length);
        var patients = tables["patients"].Skip(1).Select(r => r[0]).ToHashSet(StringComparer.Ordinal);
        var doctors = tables["doctors"].Skip(1).Select(r => r[0]).ToHashSet(StringComparer.Ordinal);
        Assert.All(tables["visits"].Skip(1), r => Assert.True(patients.Contains(r[1]) && doctors.Contains(r[2]), string.Join(',', r)));

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
        await page.ReachAsync("**/fidelity/*");
        await Assertions.Expect(page.Locator("[data-judged]")).ToContainTextAsync("one table of the set, patients: the reference of the recipe. All 3 tables");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Do the tables fit together?" })).ToContainTextAsync("Referential integrity");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Foreign keys" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await page.Locator(".plot[data-drawn=true]").First.WaitForAsync();
        await page.LookAsync("report-relations");
        await page.Context.CloseAsync();
    }

    private static IEnumerable<(string Name, string Text)> Files()
    {
        var patients = new StringBuilder("patient_id,kind,age\n");
        var visits = new StringBuilder("visit_id,patient_id,doctor_id,day,pain\n");
        int visit = 0;
        for (int p = 0; p < Patients; p++)
        {
            bool chronic = p % 3 == 0;
            patients.Append(CultureInfo.InvariantCulture, $"P{p:0000},{(chronic ? "chronic" : "acute")},{(chronic ? 60 : 30) + (p * 7 % 20)}\n");
            for (int v = 0; v < (chronic ? 5 + (p % 4) : p % 3); v++)
                visits.Append(CultureInfo.InvariantCulture, $"{++visit},P{p:0000},{100 + (((p + v) * 5) % (Doctors / 2)) + (chronic ? Doctors / 2 : 0)},{new DateTime(2024, 1, 1).AddDays((p % 50) + (v * 9)):yyyy-MM-dd},{(chronic ? 6 : 2) + ((p + v) % 3)}\n");
        }

        visits.Append(CultureInfo.InvariantCulture, $"{++visit},P9998,101,2024-05-01,3\n{++visit},P9999,102,2024-05-02,4\n");
        var doctors = new StringBuilder("doctor_id,field,since\n");
        for (int d = 0; d < Doctors; d++)
            doctors.Append(CultureInfo.InvariantCulture, $"{100 + d},{(d < Doctors / 2 ? "family" : "heart")},{1990 + (d % 25)}\n");
        return [("patients", patients.ToString()), ("doctors", doctors.ToString()), ("visits", visits.ToString())];
    }
}
