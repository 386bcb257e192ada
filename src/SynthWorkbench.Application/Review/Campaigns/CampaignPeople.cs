using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>Who may review in this workspace.</summary>
public sealed class CampaignPeople(WorkbenchData data)
{
    /// <summary>The members whose roles include reviewing, by name.</summary>
    public async Task<IReadOnlyList<CampaignAssignment>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var roles = PermissionPolicy.RolesFor(Permission.Review);
        return await (from m in db.Set<Membership>()
                      join u in db.Users on m.UserId equals u.Id
                      where m.WorkspaceId == actor.WorkspaceId && (m.Roles & roles) != WorkspaceRoles.None
                      orderby u.DisplayName
                      select new CampaignAssignment(u.Id, u.DisplayName, null, null)).ToListAsync(ct);
    }
}
