export default {
  title: 'webhooks',
}
