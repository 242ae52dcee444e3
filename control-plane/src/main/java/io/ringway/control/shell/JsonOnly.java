package io.ringway.control.shell;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Takes away the converters for YAML that libraries on the class path bring along: the API speaks
 * JSON, and they would read a body by other rules, with a Jackson that knows nothing of our types.
 */
@Configuration(proxyBeanMethods = false)
class JsonOnly implements WebMvcConfigurer {

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
    builder.configureMessageConvertersList(converters ->
        converters.removeIf(
            converter -> converter.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
  }
}
