package dev.segmentnovu.ingest.admin.console;

import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The files of the console, in memory. Their address has a version, so that browsers may keep them
 * for good: other files have another address. The page itself has a nonce of its own in each
 * answer.
 */
final class ConsoleFiles {

  /** The path below which the files are, before their version. */
  static final String ROOT = "/console/";

  private static final String INDEX = "index.html";
  private static final String PAGES = "js/pages/";
  private static final String PAGE_STYLES = "css/pages/";
  private static final String NONCE = "{{nonce}}";
  private static final int VERSION_BYTES = 6;

  private final Map<String, StoredFile> files;
  private final String version;
  private final String index;
  private final Set<String> pages;

  private ConsoleFiles(Map<String, StoredFile> files, String version, String template) {
    this.files = files;
    this.version = version;
    String base = ROOT + version + "/";
    index =
        template
            .replace("{{base}}", base)
            .replace("{{imports}}", Libraries.importMap(base))
            .replace("{{styles}}", styles(base))
            .replace("{{modules}}", links(base, "modulepreload", path -> isShared(path)));
    pages =
        files.keySet().stream()
            .filter(path -> path.startsWith(PAGES) && path.indexOf('/', PAGES.length()) < 0)
            .map(path -> path.substring(PAGES.length(), path.length() - ".js".length()))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads and compresses all files, which takes some tens of milliseconds.
   *
   * @throws IllegalStateException if one is not packaged
   */
  static ConsoleFiles read() {
    Map<String, byte[]> found = new TreeMap<>(Resources.beside(INDEX));
    byte[] template = Resources.read(INDEX);
    found.keySet().removeIf(path -> path.equals(INDEX) || path.endsWith(".class"));
    found.replaceAll((path, bytes) -> path.endsWith(".svg") ? bytes : withoutComments(bytes));
    found.putAll(Libraries.files());
    var digest = Sha256.begin();
    Map<String, StoredFile> files = new LinkedHashMap<>();
    found.forEach(
        (path, bytes) -> {
          digest.update((path + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
          digest.update(bytes);
          files.put(path, StoredFile.of(path, bytes));
        });
    String version = HexFormat.of().formatHex(digest.digest(template), 0, VERSION_BYTES);
    return new ConsoleFiles(files, version, new String(template, StandardCharsets.UTF_8));
  }

  private static byte[] withoutComments(byte[] text) {
    return Comments.without(new String(text, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Those of a page come last, so that they may differ from what all pages share. */
  private String styles(String base) {
    return links(base, "stylesheet", path -> path.endsWith(".css") && !path.startsWith(PAGE_STYLES))
        + "\n"
        + links(base, "stylesheet", path -> path.startsWith(PAGE_STYLES));
  }

  /** What each page needs: the browser loads it before it knows that. A page comes on demand. */
  private static boolean isShared(String path) {
    return path.endsWith(".js")
        && !path.startsWith(PAGES)
        && !path.startsWith(Libraries.DIRECTORY + "uplot/");
  }

  private String links(String base, String rel, Predicate<String> wanted) {
    return files.keySet().stream()
        .filter(wanted)
        .map(path -> "<link rel=\"" + rel + "\" href=\"" + base + path + "\">")
        .collect(Collectors.joining("\n"));
  }

  /** Changes with any of the files. */
  String version() {
    return version;
  }

  /** The paths of all files, without the version. */
  Set<String> paths() {
    return files.keySet();
  }

  /** A file by its path without the version. */
  Optional<StoredFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Whether the first part of a path, without slashes, is the name of a page. */
  boolean isPage(String name) {
    return pages.contains(name);
  }

  /**
   * The page, in HTML.
   *
   * @param nonce what the policy of the answer allows scripts and styles to run with
   */
  String index(String nonce) {
    return index.replace(NONCE, nonce);
  }
}
