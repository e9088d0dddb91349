package dev.segmentnovu.relay.cli.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the URLs of a command line. Its messages do not repeat the text, which may hold secrets.
 */
public final class HttpUrl implements ITypeConverter<URI> {

  private static final String EXAMPLE = "like https://relay.example:8081";

  /**
   * The URL in {@code text}; it may lack a host.
   *
   * @throws TypeConversionException if it is no URL of HTTP
   */
  @Override
  public URI convert(String text) {
    String start = text.toLowerCase(Locale.ROOT);
    if (!start.startsWith("http://") && !start.startsWith("https://")) {
      throw new TypeConversionException("the URL must start with http:// or https://, " + EXAMPLE);
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException(
          "the URL is not valid (%s, character %d): it must be %s"
              .formatted(e.getReason(), e.getIndex() + 1, EXAMPLE));
    }
  }
}
