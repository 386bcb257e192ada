using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>Times the import of a CSV of 15 mixed columns through the services on SQLite (upload, inference, storing, registering), then opening its page's data, and reports peak memory.</summary>
internal static class ImportBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        int rows = 1_000_000;
        string? file = null;
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--rows")
                rows = int.Parse(args[i + 1]);
            else if (args[i] == "--file")
                file = args[i + 1];
        }

        file ??= Path.Combine(Path.GetTempPath(), $"synthworkbench-import-{rows}.csv");
        if (!File.Exists(file))
            Generate(file, rows);
        string folder = Path.Combine(Path.GetTempPath(), "synthworkbench-import-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            var services = new ServiceCollection().AddLogging().AddWorkbench(new ConfigurationBuilder().AddInMemoryCollection([new("Workbench:DataFolder", folder)]).Build());
            await using var provider = services.BuildServiceProvider();
            await ImportAsync(provider, file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task ImportAsync(ServiceProvider provider, string file)
    {
        var actor = await SeedAsync(provider);
        Console.WriteLine($"{file}: {new FileInfo(file).Length / 1e6:0} MB");
        var watch = Stopwatch.StartNew();
        await using var content = File.OpenRead(file);
        var upload = await provider.GetRequiredService<DatasetUploads>().ReceiveAsync(actor, Path.GetFileName(file), content, default);
        Console.WriteLine($"upload to disk {watch.Elapsed.TotalSeconds:0.00} s");
        watch.Restart();
        var imported = await provider.GetRequiredService<DatasetImports>().ImportAsync(actor,
            new ImportRequest(upload.Value, "benchmark", DatasetKind.Reference, new ReadOptions(), SourceRecord.Empty, HoldoutSpec.Default), null, default);
        if (!imported.Succeeded)
            throw new InvalidOperationException(imported.Problem);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"import {watch.Elapsed.TotalSeconds:0.00} s, {imported.Value.RowCount:N0} rows, {imported.Value.Digest}, peak memory {process.PeakWorkingSet64 / 1e6:0} MB");
        watch.Restart();
        var detail = await provider.GetRequiredService<DatasetCatalog>().GetAsync(actor, imported.Value.Dataset, null, default);
        Console.WriteLine($"page data with {detail!.Profile.Columns.Count} profiles {watch.Elapsed.TotalSeconds:0.000} s");
    }

    private static async Task<Actor> SeedAsync(ServiceProvider provider)
    {
        await using var db = await provider.GetRequiredService<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        await db.Database.EnsureCreatedAsync();
        var user = new WorkbenchUser { Id = Guid.CreateVersion7(), UserName = "benchmark" };
        var workspace = new Workspace { Id = WorkspaceId.New(), Name = "benchmark" };
        db.AddRange(user, workspace, new Membership { UserId = user.Id, WorkspaceId = workspace.Id, Roles = WorkspaceRoles.DataScientist });
        await db.SaveChangesAsync();
        return new Actor(user.Id, "benchmark", workspace.Id);
    }

    private static void Generate(string file, int rows)
    {
        var random = new RandomStream(1, 1);
        string[] words = ["Private", "State-gov", "Self-emp", "Federal", "Local", "Never-worked", "Without-pay"];
        var start = new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        using var output = new StreamWriter(file, false, new UTF8Encoding(false), 1 << 20);
        output.Write("age,amount,rate,score,count,sector,education,status,city,sex,active,start,seen,code,income\n");
        for (int i = 0; i < rows; i++)
        {
            output.Write($"{18 + random.NextInt32(70)},{Math.Exp(8 + random.NextGaussian()):0.00},{random.NextDouble():0.0000},{random.NextGaussian():0.000},{random.NextInt32(1000)},");
            output.Write($"{words[random.NextInt32(7)]},{words[random.NextInt32(7)]}-{random.NextInt32(16)},{(random.NextInt32(20) == 0 ? "" : words[random.NextInt32(4)])},city {random.NextInt32(900)},{(random.NextInt32(2) == 0 ? "Male" : "Female")},");
            output.Write($"{(random.NextInt32(2) == 0 ? "true" : "false")},{start.AddDays(random.NextInt32(3000)):yyyy-MM-dd},{start.AddSeconds(random.NextInt32(100_000_000)):yyyy-MM-dd HH:mm:ss},C{random.NextInt32(5000)},{(random.NextInt32(4) == 0 ? ">50K" : "<=50K")}\n");
        }
    }
}
