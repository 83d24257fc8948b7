using System.Globalization;
using Countenance.Web.Albums;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Countenance.Web.Serving;

/// <summary>Faces: thumbnails, lists of them for the grid, their places on the map. What is not in the album is not there.</summary>
internal static class FaceEndpoints
{
    private const string Bytes = "application/octet-stream";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/faces/{id:long}/thumbnail", Thumbnail);
        app.MapGet("/face/{id:long}", Photo);
        app.MapGet("/faces.bin", List);
        app.MapGet("/map.bin", Places);
        app.MapGet("/map.json", (FaceMap map) => TypedResults.Json(map.State));
    }

    private static Results<FileContentHttpResult, NotFound> Thumbnail(long id, AlbumView album, HttpContext context)
    {
        AlbumSnapshot now = album.Current;
        if (now.RowOf(id) is not { } row || album.Store.Thumbnail(id) is not { } jpeg)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=600";
        string tag = string.Create(CultureInfo.InvariantCulture, $"\"{now.Index.Faces[row].Face.PhotoHash[..16]}-{id}\"");
        return TypedResults.File(jpeg, "image/jpeg", entityTag: new EntityTagHeaderValue(tag));
    }

    private static Results<RedirectHttpResult, NotFound> Photo(long id, AlbumView album) =>
        album.Current is var now && now.RowOf(id) is { } row
            ? TypedResults.Redirect($"/photo/{now.Index.Faces[row].Face.PhotoHash}?face={id}")
            : TypedResults.NotFound();

    private static Results<FileContentHttpResult, ContentHttpResult> List(HttpRequest request, FaceLists lists)
    {
        try
        {
            return TypedResults.File(lists.Encode(FaceQuery.Parse(request.Query)), Bytes);
        }
        catch (GroupsPendingException error)
        {
            return TypedResults.Text(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (QueryException error)
        {
            return TypedResults.Text(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static FileContentHttpResult Places(FaceMap map, HttpContext context)
    {
        (byte[] places, int version) = map.Encode();
        context.Response.Headers["X-Map-Version"] = version.ToString(CultureInfo.InvariantCulture);
        return TypedResults.File(places, Bytes);
    }
}
