package dev.segmentnovu.relay.runtime;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What this relay was built from.
 *
 * @param version of the release; {@code not packaged} outside of a jar
 * @param commit of the sources; {@code unknown} if the build did not know it, because it ran
 *     outside of a clone and was not told (relay.commit in pom.xml)
 */
public record BuildInfo(String version, String commit) {

  private static final String UNKNOWN = "unknown";

  /** The build puts the name of its own property here if it has no value. */
  private static final Pattern HASH = Pattern.compile("[0-9a-f]+");

  /** What the jar of the relay says. */
  public static BuildInfo ofThisRelay() {
    String version = BuildInfo.class.getPackage().getImplementationVersion();
    return new BuildInfo(
        version == null ? "not packaged" : version,
        commit(BuildInfo.class.getResource("BuildInfo.class")));
  }

  private static String commit(@Nullable URL ofClass) {
    try {
      if (ofClass == null || !(ofClass.openConnection() instanceof JarURLConnection jar)) {
        return UNKNOWN;
      }
      // a cached file is shared, and must not be closed
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        return commit(file.getManifest());
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** The commit in a manifest; {@code unknown} if there is none. */
  static String commit(@Nullable Manifest manifest) {
    String commit = manifest == null ? null : manifest.getMainAttributes().getValue("Relay-Commit");
    return commit != null && HASH.matcher(commit).matches() ? commit : UNKNOWN;
  }
}
