using Countenance.Web.Albums;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Countenance.Web.Serving;

/// <summary>A picture to search by comes in; its faces are shown from memory and forgotten when others come.</summary>
internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/search/picture", Upload).AddEndpointFilter<ForgeryFilter>().DisableAntiforgery(); // the filter says what is wrong
        app.MapGet("/search/{key}/{face:int}/thumbnail", Thumbnail);
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> Upload(
        HttpContext context, QueryPictures pictures, PageOptions options, CancellationToken cancellation)
    {
        IFormCollection form = await context.Request.ReadFormAsync(cancellation);
        if (form.Files["picture"] is not { Length: > 0 } file)
        {
            return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        }

        if (file.Length > options.MostUploadBytes)
        {
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var contents = new byte[file.Length];
        await using (Stream stream = file.OpenReadStream())
        {
            await stream.ReadExactlyAsync(contents, cancellation);
        }

        QueryPicture picture = await pictures.AddAsync(contents, cancellation);
        return TypedResults.Redirect($"/search?picture={picture.Key}");
    }

    private static Results<FileContentHttpResult, NotFound> Thumbnail(string key, int face, QueryPictures pictures) =>
        pictures.Find(key) is { } picture && face >= 1 && face <= picture.Faces.Count
            ? TypedResults.File(picture.Faces[face - 1].Thumbnail, "image/jpeg")
            : TypedResults.NotFound();
}
