using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Countenance.Web.Albums;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Countenance.Web.Serving;

/// <summary>Faces: thumbnails, lists of them for the grid, their places on the map. What is not in the album is not there.</summary>
internal static class FaceEndpoints
{
    private const string Bytes = "application/octet-stream";
    private const int MostThumbnails = 128;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/faces/{id:long}/thumbnail", Thumbnail);
        app.MapGet("/thumbnails.bin", Thumbnails);
        app.MapGet("/face/{id:long}", Photo);
        app.MapGet("/faces.bin", List);
        app.MapGet("/map.bin", Places);
        app.MapGet("/map.json", (FaceMap map) => TypedResults.Json(map.State));
    }

    private static Results<FileContentHttpResult, NotFound> Thumbnail(long id, AlbumView album, HttpContext context)
    {
        return album.Current.RowOf(id) is not null && album.Store.Thumbnail(id) is { } jpeg
            ? Kept(jpeg, "image/jpeg", context)
            : TypedResults.NotFound();
    }

    // A browser asks whether what it has is still right: another album served at the same address has faces of the same numbers.
    private static FileContentHttpResult Kept(byte[] content, string type, HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, no-cache";
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";
        return TypedResults.File(content, type, entityTag: new EntityTagHeaderValue(tag));
    }

    // Of each face the length of its JPEG (uint32, little-endian; 0 when it is not in the album), then the JPEGs, one behind the other.
    private static Results<FileContentHttpResult, BadRequest<string>> Thumbnails(string? faces, AlbumView album, HttpContext context)
    {
        if (NumberList.Parse(faces ?? "", MostThumbnails) is not { } numbers)
        {
            return TypedResults.BadRequest($"The faces must be 1 to {MostThumbnails} numbers.");
        }

        AlbumSnapshot now = album.Current;
        IReadOnlyDictionary<long, byte[]> found = album.Store.Thumbnails([.. numbers.Where(face => now.RowOf(face) is not null)]);
        byte[][] jpegs = [.. numbers.Select(face => found.GetValueOrDefault(face, []))];
        var answer = new byte[(sizeof(uint) * jpegs.Length) + jpegs.Sum(jpeg => jpeg.Length)];
        int end = sizeof(uint) * jpegs.Length;
        for (int i = 0; i < jpegs.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(sizeof(uint) * i), (uint)jpegs[i].Length);
            jpegs[i].CopyTo(answer, end);
            end += jpegs[i].Length;
        }

        return Kept(answer, Bytes, context);
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
