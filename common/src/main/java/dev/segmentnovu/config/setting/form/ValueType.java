package dev.segmentnovu.config.setting.form;

/**
 * How the text of a single value is read.
 *
 * @param shape which texts are right
 * @param shown whether an error may repeat a wrong text; false for what may hold a secret
 * @param form reads the text
 * @param <T> what it is read as
 */
public record ValueType<T>(Shape shape, boolean shown, Form<T> form) {

  /** Reads a text, which is stripped and not empty. */
  @FunctionalInterface
  public interface Form<T> {
    /**
     * The value.
     *
     * @throws IllegalArgumentException with what the text must be; people read it after the path
     */
    T read(String text);
  }
}
