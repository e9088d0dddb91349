package dev.segmentnovu.e2e.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ViewportSize;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Writes pictures of pages into the directory of the property {@code relay.screenshots}, if set.
 */
final class Screenshots {

  private static final int COLOURS = 256;

  /** So many of the most used colours stay as they are: the page and its cards. */
  private static final int EXACT = 32;

  /** A page that is longer is cut there, in pixels. */
  private static final int TALLEST = 1400;

  private final @Nullable Path directory;

  private Screenshots(@Nullable Path directory) {
    this.directory = directory;
  }

  static Screenshots ofProperty() throws IOException {
    String property = System.getProperty("relay.screenshots");
    if (property == null || property.isBlank()) {
      return new Screenshots(null);
    }
    return new Screenshots(Files.createDirectories(Path.of(property)));
  }

  /** Writes {@code name.png}, if it is asked for. */
  void take(Page page, String name) throws IOException {
    if (directory == null) {
      return;
    }
    ViewportSize before = page.viewportSize();
    int height = ((Number) page.evaluate("document.documentElement.scrollHeight")).intValue();
    page.setViewportSize(before.width, Math.max(before.height, Math.min(height, TALLEST)));
    byte[] png =
        page.screenshot(new ScreenshotOptions().setAnimations(ScreenshotAnimations.DISABLED));
    page.setViewportSize(before.width, before.height);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    ImageIO.write(indexed(image), "png", directory.resolve(name + ".png").toFile());
  }

  /** With a palette, a picture of few colours takes a third of the bytes. */
  private static BufferedImage indexed(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    Map<Integer, Integer> uses = new HashMap<>();
    for (int pixel : pixels) {
      uses.merge(pixel, 1, Integer::sum);
    }
    List<Integer> palette = palette(uses);
    Map<Integer, Integer> places = new HashMap<>();
    uses.keySet().forEach(colour -> places.put(colour, nearest(palette, colour)));
    int[] colours = palette.stream().mapToInt(Integer::intValue).toArray();
    int[] indexes = Arrays.stream(pixels).map(pixel -> places.getOrDefault(pixel, 0)).toArray();
    var model = new IndexColorModel(8, colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
    var result = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
    result.getRaster().setPixels(0, 0, width, height, indexes);
    return result;
  }

  /**
   * The most used colours. After the first ones, a colour has to differ from all before it, by as
   * much as lets all the others have a place: few pixels of another colour are often what matters.
   */
  private static List<Integer> palette(Map<Integer, Integer> uses) {
    List<Integer> byUse =
        uses.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .toList();
    for (int closest = 0; ; closest += 2) {
      List<Integer> palette = new ArrayList<>();
      for (int colour : byUse) {
        long least = (long) closest * closest;
        if (palette.size() <= COLOURS
            && (palette.size() < EXACT
                || palette.stream().allMatch(each -> distance(each, colour) > least))) {
          palette.add(colour);
        }
      }
      if (palette.size() <= COLOURS) {
        return palette;
      }
    }
  }

  private static int nearest(List<Integer> palette, int colour) {
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < palette.size() && least > 0; i++) {
      long distance = distance(palette.get(i), colour);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  private static long distance(int one, int other) {
    long sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      long difference = (long) ((one >> shift) & 0xff) - ((other >> shift) & 0xff);
      sum += difference * difference;
    }
    return sum;
  }
}
