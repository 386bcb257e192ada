using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Review.Campaigns;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>The items of a file from the making of a campaign until its job has stored them. Encrypted with the server's data-protection keys; a file appears complete or not at all.</summary>
public sealed class ImportStore(IOptions<WorkbenchOptions> options, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("SynthWorkbench.CampaignItems.v1");

    internal async Task KeepAsync(CampaignId campaign, ImportedItems items, CancellationToken ct)
    {
        string path = PathOf(campaign), temporary = path + "." + Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            byte[] bytes = _protector.Protect(Encoding.UTF8.GetBytes(ReviewJson.Write(items)));
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(bytes, ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The items kept, or null when their file is gone or damaged.</summary>
    internal async Task<ImportedItems?> FindAsync(CampaignId campaign, CancellationToken ct)
    {
        if (!File.Exists(PathOf(campaign)))
            return null;
        try
        {
            return ReviewJson.Read<ImportedItems>(Encoding.UTF8.GetString(_protector.Unprotect(await File.ReadAllBytesAsync(PathOf(campaign), ct))));
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or JsonException)
        {
            return null;
        }
    }

    internal void Forget(CampaignId campaign)
    {
        if (File.Exists(PathOf(campaign)))
            File.Delete(PathOf(campaign));
    }

    private string PathOf(CampaignId campaign) => Path.Combine(options.Value.DataFolder, "campaigns", campaign + ".items");
}
