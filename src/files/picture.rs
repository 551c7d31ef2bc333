//! A picture's size and its preview.
//!
//! Somebody else's bytes are decoded here, so everything is bounded: pixels, memory, and how many
//! are decoded at once. A picture that can't be read is a file like any other, not an error.
//! Invariant: a preview is encoded anew, so nothing of the sender's bytes (place, camera, scripts
//! in metadata) is in it.

use std::io::{BufRead, Cursor, Seek};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder, metadata::Orientation,
};

/// The longest side of a preview, in pixels: a chat's bubble on a sharp screen.
const PREVIEW_PIXELS: u32 = 640;

/// Of JPEG, 1 to 100: text in a screenshot can still be read.
const PREVIEW_QUALITY: u8 = 82;

/// The longest side that is read: larger than any camera's.
const MAX_SIDE: u32 = 16_384;

/// 200 MiB decoded: a picture of 50 million pixels. Times [`super::objects::DECODERS`] in all.
const MAX_DECODED_BYTES: u64 = 200 * 1024 * 1024;

/// What a preview is served as.
pub(crate) const PREVIEW_TYPE: &str = "image/jpeg";

/// What was found in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Pixels, turned as the camera was held.
    pub(crate) width: i32,
    /// Pixels, turned as the camera was held.
    pub(crate) height: i32,
    /// A JPEG of at most 640 pixels a side.
    pub(crate) preview: Bytes,
}

/// The format in which `media_type` is decoded, if it is one of ours.
pub(crate) fn format_of(media_type: &str) -> Option<ImageFormat> {
    match media_type {
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        "image/gif" => Some(ImageFormat::Gif),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Reads a picture; of a moving one, its first frame. Blocks for as long as decoding takes.
///
/// # Errors
/// If it is broken or larger than we want to decode.
pub(crate) fn look_at(bytes: impl BufRead + Seek, format: ImageFormat) -> Result<Picture> {
    let mut reader = ImageReader::with_format(bytes, format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);

    let mut decoder = reader.into_decoder().context("read the picture's head")?;
    let (width, height) = decoder.dimensions();
    ensure!(width > 0 && height > 0, "the picture is empty");
    ensure!(
        decoder.total_bytes() <= MAX_DECODED_BYTES,
        "the picture is larger than we decode"
    );
    // A picture whose orientation can't be read is shown as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).context("decode the picture")?;

    // Made small first: turning is then cheap.
    let mut small = if width.max(height) > PREVIEW_PIXELS {
        decoded.thumbnail(PREVIEW_PIXELS, PREVIEW_PIXELS)
    } else {
        decoded
    };
    small.apply_orientation(orientation);
    let (width, height) = if lies_on_its_side(orientation) {
        (height, width)
    } else {
        (width, height)
    };

    let mut preview = Cursor::new(Vec::new());
    on_white(&small)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut preview, PREVIEW_QUALITY))
        .context("encode the preview")?;
    Ok(Picture {
        width: i32::try_from(width).context("width")?,
        height: i32::try_from(height).context("height")?,
        preview: preview.into_inner().into(),
    })
}

fn lies_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// JPEG knows no transparency; what was transparent lies on white paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    let mut flat = RgbImage::new(rgba.width(), rgba.height());
    for (from, to) in rgba.pixels().zip(flat.pixels_mut()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over = |colour: u32| {
            let mixed = (colour * alpha + 255 * (255 - alpha)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    flat
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder, Rgba, RgbaImage, codecs::png::PngEncoder};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbaImage::from_pixel(width, height, Rgba([200, 30, 30, 0]));
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(&picture, width, height, image::ExtendedColorType::Rgba8)
            .unwrap();
        bytes
    }

    fn look(bytes: &[u8], format: ImageFormat) -> Result<Picture> {
        look_at(Cursor::new(bytes), format)
    }

    #[test]
    fn a_large_picture_gets_a_small_preview() {
        let picture = look(&png(1600, 800), ImageFormat::Png).unwrap();
        assert_eq!((picture.width, picture.height), (1600, 800));
        let preview = image::load_from_memory(&picture.preview).unwrap();
        assert_eq!((preview.width(), preview.height()), (640, 320));
        assert_eq!(
            infer::get(&picture.preview).unwrap().mime_type(),
            PREVIEW_TYPE
        );
        let paper = preview.to_rgb8();
        assert!(
            paper.get_pixel(5, 5).0.iter().all(|c| *c > 250),
            "transparent lies on white"
        );
    }

    #[test]
    fn a_small_picture_is_not_blown_up() {
        let picture = look(&png(30, 20), ImageFormat::Png).unwrap();
        let preview = image::load_from_memory(&picture.preview).unwrap();
        assert_eq!((preview.width(), preview.height()), (30, 20));
    }

    #[test]
    fn the_way_the_camera_was_held_is_respected_and_its_metadata_dropped() {
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new(&mut jpeg);
        // TIFF, little endian, one entry: Orientation (0x0112), SHORT, 1, the value 6: turn right.
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
        let picture = RgbImage::from_fn(40, 20, |x, _| {
            Rgb(if x < 20 { [250, 0, 0] } else { [0, 0, 250] })
        });
        encoder.encode_image(&picture).unwrap();
        assert!(jpeg.windows(4).any(|w| w == b"Exif"));

        let seen = look(&jpeg, ImageFormat::Jpeg).unwrap();
        assert_eq!((seen.width, seen.height), (20, 40));
        assert!(!seen.preview.windows(4).any(|w| w == b"Exif"));
        let preview = image::load_from_memory(&seen.preview).unwrap().to_rgb8();
        assert_eq!(preview.dimensions(), (20, 40));
        let [red, _, blue] = preview.get_pixel(10, 5).0;
        assert!(red > 200 && blue < 50, "what was left is now above");
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_decoded() {
        // A head that promises 60,000 x 60,000 pixels, eleven gigabytes, in some sixty bytes.
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert!(look(&bomb, ImageFormat::Png).is_err());

        // Within the sides allowed, but 1,024 MiB decoded.
        bomb[16..20].copy_from_slice(&16_384u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&16_384u32.to_be_bytes());
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert!(look(&bomb, ImageFormat::Png).is_err());
    }

    #[test]
    fn broken_pictures_are_errors_not_panics() {
        let whole = png(64, 64);
        for cut in [8, 20, 40, whole.len() / 2] {
            assert!(look(&whole[..cut], ImageFormat::Png).is_err(), "{cut}");
        }
        for format in [ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            assert!(look(&whole, format).is_err());
        }
    }

    /// PNG's check sum (W3C PNG, annex D), so that a forged head is believed.
    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (0u32.wrapping_sub(crc & 1)));
            }
        }
        !crc
    }
}
