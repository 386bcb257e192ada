using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Review;

public static class ReviewServices
{
    public static IServiceCollection AddReview(this IServiceCollection services) => services;
}
