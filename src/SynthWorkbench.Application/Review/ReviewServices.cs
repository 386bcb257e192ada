using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;

namespace SynthWorkbench.Application.Review;

public static class ReviewServices
{
    public static IServiceCollection AddReview(this IServiceCollection services) => services
        .AddSingleton<ReviewSignals>()
        .AddSingleton<ReviewQueue>().AddSingleton<ReviewDrafts>().AddSingleton<ReviewDecisions>().AddSingleton<ReviewHistory>()
        .AddSingleton<CampaignBoard>().AddSingleton<CampaignLead>().AddSingleton<HumanDetections>();
}
