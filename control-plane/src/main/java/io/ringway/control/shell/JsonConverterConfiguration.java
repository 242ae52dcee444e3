package io.ringway.control.shell;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The removal of the YAML converters that libraries on the class path bring along. The API speaks
 * JSON. Those converters would read a body by other rules, with a Jackson mapper that does not know
 * our types.
 */
@Configuration(proxyBeanMethods = false)
class JsonConverterConfiguration implements WebMvcConfigurer {

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
    builder.configureMessageConvertersList(converters ->
        converters.removeIf(
            converter -> converter.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
  }
}
