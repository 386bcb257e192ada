using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;

namespace SynthWorkbench.Application.Review;

public static class ReviewServices
{
    public static IServiceCollection AddReview(this IServiceCollection services) => services
        .AddSingleton<ImportStore>()
        .AddSingleton<ItemDrawing>()
        .AddSingleton<CampaignMaking>()
        .AddSingleton<CampaignList>()
        .AddSingleton<ReviewExport>()
        .AddSingleton<ItemUploads>()
        .AddSingleton<IJobHandler, CampaignJob>();
}
