export default {
  title: 'job',
}
