using Countenance.Web.Albums;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Countenance.Web.Serving;

/// <summary>Photos, named by the SHA-256 of their contents: no address holds a path.</summary>
internal static class PhotoEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/photos/{hash}/picture", Picture);
        app.MapGet("/photos/{hash}/original", Original);
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> Picture(
        string hash, PhotoFiles photos, HttpContext context, CancellationToken cancellation)
    {
        if (await photos.PictureAsync(hash, cancellation) is not { } jpeg)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=600";
        return TypedResults.File(jpeg, "image/jpeg", entityTag: new EntityTagHeaderValue($"\"{hash}\""));
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> Original(
        string hash, PhotoFiles photos, CancellationToken cancellation) =>
        await photos.OriginalAsync(hash, cancellation) is { } original
            ? TypedResults.File(original.Contents, "application/octet-stream", original.Name)
            : TypedResults.NotFound();
}
